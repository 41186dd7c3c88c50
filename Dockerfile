# The first stage has pip and the sources; what is shipped has neither, nor what packages test or build themselves with.
# Tags name what is built on; docs/security.md says how to name it by its digest.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/newsdigest
COPY requirements/run.txt requirements/run.txt
RUN pip --python /opt/newsdigest install --no-cache-dir --require-hashes --requirement requirements/run.txt
COPY . .
RUN pip --python /opt/newsdigest install --no-cache-dir --no-deps --no-build-isolation . \
    && pip --python /opt/newsdigest uninstall --yes setuptools \
    && find /opt/newsdigest -type d \( -name tests -o -name test \) -prune -exec rm -r {} +

FROM python:3.13-slim
# nothing is installed any more
RUN pip uninstall --yes --root-user-action ignore pip \
    && useradd --uid 10001 --no-create-home --home-dir /data newsdigest \
    && install --directory --owner newsdigest --group newsdigest --mode 700 /data
COPY --from=build /opt/newsdigest /opt/newsdigest
ENV PATH=/opt/newsdigest/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp \
    NEWSDIGEST_DATABASE_URL=sqlite:////data/newsdigest.sqlite3 \
    NEWSDIGEST_WATCH_PORT=9464
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=15s --start-period=2m --retries=3 CMD ["newsdigest", "health", "--quiet"]
ENTRYPOINT ["newsdigest"]
CMD ["run"]
