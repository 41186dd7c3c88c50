"""The plan of a run under fire."""

from itertools import islice

from fire.plan import BOTS, FAILING, HOLDER, STAND_BY, WORKERS, Stage, Weather, Work, losses, rounds


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    assert list(islice(rounds(5, "sqlite"), 50)) == list(islice(rounds(5, "sqlite"), 50))
    assert list(islice(rounds(5, "sqlite"), 50)) != list(islice(rounds(6, "sqlite"), 50))


def test_in_time_everything_is_tried() -> None:
    planned = [each for database in FAILING for each in islice(rounds(1, database), 300)]
    assert {each.weather for each in planned} == set(Weather)
    failures = {(each.weather, each.failure.stage) for each in planned if each.failure}
    everywhere = {(weather, stage) for kinds in FAILING.values() for weather in kinds for stage in Stage}
    nowhere = {(Weather.DAMAGED, Stage.FETCHING), (Weather.CROWDED, Stage.MAKING), (Weather.CROWDED, Stage.SENDING)}
    assert failures == everywhere - nowhere
    kills = [kill for each in planned for kill in each.kills]
    assert {(kill.stage, kill.polite) for kill in kills} == {(stage, how) for stage in Stage for how in (True, False)}


def test_the_kills_of_a_round_come_in_the_order_of_its_stages() -> None:
    order = list(Stage)
    for each in islice(rounds(2, "postgresql"), 100):
        at = [(order.index(kill.stage), kill.share) for kill in each.kills]
        assert at == sorted(at)


def test_a_cluster_loses_workers_at_work_and_senders_and_bots_while_messages_go_out() -> None:
    for seed in range(20):
        at = {(loss.who in WORKERS, loss.work) for loss in losses(seed, once=False)}
        assert at == {(True, Work.READING), (True, Work.FILING), (True, Work.MAKING), (False, Work.SENDING)}
        few = sorted(loss.who for loss in losses(seed, once=True))
        assert few == sorted([*WORKERS, *BOTS, HOLDER, STAND_BY])
