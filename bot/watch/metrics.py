"""What this process counts, for Prometheus: its jobs, its messages, its requests and the updates that it handled.

https://prometheus.io/docs/practices/naming/ has the rules for the names. `docs/metrics.md` says what each is for.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, PlatformCollector, ProcessCollector

SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds of an answer, or of a request."""
LONG = (0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
"""Seconds of a job."""


class Metrics:
    """All of one process; nothing is counted anywhere else."""

    def __init__(self, *, version: str) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        Info("newsdigest", "The version that runs.", registry=registry).info({"version": version})
        self.parts = Gauge(
            "newsdigest_part", "1 for each part that this process runs, or stands by for.", ["part"], registry=registry
        )
        self.job_seconds = Histogram(
            "newsdigest_job_duration_seconds",
            "How long each run of a job took.",
            ["task"],
            buckets=LONG,
            registry=registry,
        )
        self.job_failures = Counter(
            "newsdigest_job_failures", "Runs of a job that ended with an error.", ["task"], registry=registry
        )
        self.job_success = Gauge(
            "newsdigest_job_last_success_timestamp_seconds",
            "When a job last ended well.",
            ["task"],
            registry=registry,
        )
        self.sends = Counter(
            "newsdigest_sends",
            "Tries to send a message of the outbox, by what came of it.",
            ["outcome"],
            registry=registry,
        )
        self.send_seconds = Histogram(
            "newsdigest_send_duration_seconds",
            "From a try to send a message until Telegram's answer.",
            buckets=SHORT,
            registry=registry,
        )
        self.requests = Counter(
            "newsdigest_bot_api_requests",
            "Requests to the Bot API, by method and the answer's status; none where no answer came.",
            ["method", "status"],
            registry=registry,
        )
        self.update_seconds = Histogram(
            "newsdigest_update_duration_seconds",
            "From taking an update until it is handled, with the wait for earlier ones of the same chat.",
            ["kind"],
            buckets=SHORT,
            registry=registry,
        )
        self.log_records = Counter(
            "newsdigest_log_records",
            "Warnings and errors that were logged, those that the log thinned out too.",
            ["level"],
            registry=registry,
        )
        for level in ("warning", "error"):
            self.log_records.labels(level)
