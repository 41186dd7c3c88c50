"""`docs/metrics.md`, the dashboard and the alerts name the metrics that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.watch.figures import Figures
from bot.watch.gauges import Gauges
from bot.watch.watch import Watch
from storage.database import Database

DOCS = Path(__file__).parents[3] / "docs"
DASHBOARD = DOCS / "grafana" / "newsdigest.json"
RULES = DOCS.parent / "deploy" / "prometheus.rules.yml"
ROW = re.compile(r"^\| `(newsdigest_\w+)` \|([\w, ]*)\| (\w+) \| .+ \|$", re.MULTILINE)
NAME = re.compile(r"\bnewsdigest_\w+")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}

Labels = tuple[str, ...]


@pytest.fixture
def served(watch: Watch, database: Database, times) -> dict[str, tuple[Labels, str]]:
    """(labels, type) by name, as a scrape has them."""
    figures = Figures(database, times.clock, times.second)
    watch.metrics.registry.register(Gauges(figures, watch.signs, tuple, times.clock))
    labels = {
        collector._name: collector._labelnames
        for collector in vars(watch.metrics).values()
        if hasattr(collector, "_labelnames")
    }
    text = generate_latest(watch.metrics.registry).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        if family.name.startswith("newsdigest") and not family.name.endswith("_created"):
            of_samples = {label for sample in family.samples for label in sample.labels} - {"le"}
            kind = family.type
            name = f"{family.name}_total" if kind == "counter" else family.name
            found[name] = (tuple(labels.get(family.name, tuple(sorted(of_samples)))), kind)
    # without a story that was told there is none to read them from
    found["newsdigest_publication_delay_seconds"] = (("quantile",), "gauge")
    return found


def queries(panel: Any) -> Iterator[str]:
    match panel:
        case dict():
            for key, value in panel.items():
                if key in {"expr", "query"} and isinstance(value, str):
                    yield value
                yield from queries(value)
        case list():
            for each in panel:
                yield from queries(each)


def test_the_table_has_every_metric_with_its_labels_and_its_type(served):
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    told = {name: (tuple(re.findall(r"\w+", labels)), kind) for name, labels, kind in ROW.findall(text)}
    assert told == served


@pytest.fixture(scope="module")
def alerts() -> list[dict[str, Any]]:
    [group] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return group["rules"]


@pytest.mark.parametrize("page", [DASHBOARD, RULES, DOCS / "metrics.md"], ids=lambda page: page.name)
def test_no_dashboard_and_no_alert_asks_for_a_metric_that_is_not_there(served, page):
    names = {
        name.removesuffix("_total") + ending if kind == "counter" else name + ending
        for name, (_, kind) in served.items()
        for ending in ENDINGS[kind]
    }
    text = page.read_text(encoding="utf-8")
    asked = set(NAME.findall(" ".join(queries(json.loads(text))) if page == DASHBOARD else text))
    assert len(asked) > 10
    bare = {name for name, (_, kind) in served.items() if kind == "histogram"} if page != DASHBOARD else set()
    assert asked <= names | bare


def test_the_dashboard_asks_by_labels_that_there_are(served):
    known = {label for labels, _ in served.values() for label in labels} | {"instance", "le"}
    text = " ".join(queries(json.loads(DASHBOARD.read_text(encoding="utf-8"))))
    grouped = {label.strip() for inside in re.findall(r"by \(([^)]*)\)", text) for label in inside.split(",")}
    chosen = set(re.findall(r"(\w+)(?:=~|!=|=)\"", text))
    assert grouped | chosen <= known


def test_names_follow_the_conventions(served):
    """https://prometheus.io/docs/practices/naming/"""
    for name, (labels, kind) in served.items():
        assert (kind == "counter") == name.endswith("_total")
        assert not re.search(r"_(ms|minutes|kb|mb)\b", name)
        # Prometheus has these two of its own, and would rename ours
        assert not {"job", "instance"} & set(labels)
        if kind == "histogram":
            assert name.endswith("_seconds")


def test_prometheus_understands_every_query_of_the_alerts_and_of_the_dashboard(alerts):
    asked = [alert["expr"] for alert in alerts]
    panels = [
        query for query in queries(json.loads(DASHBOARD.read_text(encoding="utf-8"))) if "label_values" not in query
    ]
    assert len(asked) > 10 < len(panels)
    for query in (*asked, *panels):
        promql_parser.parse(re.sub(r"\$__\w+", "5m", query))


def test_an_alert_asks_for_labels_that_its_metric_has(served, alerts):
    for alert in alerts:
        for name, given in re.findall(r"\b(newsdigest_\w+)\{([^}]*)\}", alert["expr"]):
            assert set(re.findall(r"(\w+)[=!]", given)) <= set(served[name][0]), alert["alert"]


def test_everything_that_waits_has_an_alert_and_each_alert_says_how_grave_it_is_and_in_words_what(served, alerts):
    asked = " ".join(alert["expr"] for alert in alerts)
    assert {name for name in served if name.endswith("_oldest_due_seconds")} <= set(NAME.findall(asked))
    for alert in alerts:
        assert alert["labels"]["severity"] in {"wake", "look"}
        assert alert["annotations"]["summary"]


def test_the_table_has_every_alert(alerts):
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([A-Z]\w+)` \|", text, re.MULTILINE) == [alert["alert"] for alert in alerts]
