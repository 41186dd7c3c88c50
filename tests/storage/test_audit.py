"""Who changed what, when."""

from datetime import timedelta

from storage import audit


def test_changes_are_read_from_the_newest_back_page_by_page(database, now):
    with database.write() as session:
        for hour in range(5):
            audit.record(
                session,
                user_id=hour % 2,
                action="topic.rename",
                subject=f"topic:{hour % 3}",
                details={"to": f"<b>{hour}"},
                now=now + timedelta(hours=hour),
            )
        first = audit.last_changes(session, 2)
        assert [change.details["to"] for change in first] == ["<b>4", "<b>3"]
        assert first[0].at == now + timedelta(hours=4)
        second = audit.changes_page(session, limit=2, before=first[-1].id)
        assert [change.details["to"] for change in second] == ["<b>2", "<b>1"]
        assert [change.details["to"] for change in audit.changes_page(session, limit=9, user_id=1)] == ["<b>3", "<b>1"]
        about = audit.changes_page(session, limit=9, subject="topic:1")
        assert [change.details["to"] for change in about] == ["<b>4", "<b>1"]
