"""`newsdigest bench deliver` measures what it says: all that is sent comes, and no more at once than it tells."""

from benchmarks.sending.server import Came, serving
from benchmarks.sending.ways import over_the_transport, through_the_outbox


async def test_what_the_outbox_sends_comes_to_the_server_once(no_settings):
    with serving(0.005) as server:
        cpu, lost = await through_the_outbox()(server.base_url, 1000.0, 60)
        came = server.came()
        assert len(came.moments) == 60
        assert (lost, cpu > 0) == (0, True)
        assert came.most_open <= 60
        await over_the_transport(server.base_url, 30.0, 10)
        came = server.came()
        assert len(came.moments) == 10
        assert came.most_open <= 4


def test_the_speed_is_that_of_the_middle_and_the_most_of_any_second():
    came = Came(moments=[0.0, *(5 + n / 10 for n in range(18)), 60.0], most_open=1)
    assert round(came.per_second()) == 10
    assert came.most_in_a_second() == 10
