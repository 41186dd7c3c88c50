"""Long work beside people who wait for answers."""

import threading

from jobs.courtesy import Courtesy


def test_a_piece_of_work_waits_until_the_answer_is_given() -> None:
    courtesy, done = Courtesy(), list[int]()
    first_done, go_on = threading.Event(), threading.Event()

    def work() -> None:
        for piece in courtesy.between([1, 2]):
            done.append(piece)
            if piece == 1:
                first_done.set()
                # so long did the piece take, and so long at least it would wait
                go_on.wait(5)

    worker = threading.Thread(target=work)
    worker.start()
    assert first_done.wait(5)
    with courtesy.answering():
        go_on.set()
        assert done == [1]
    worker.join(5)
    assert done == [1, 2]


def test_work_goes_on_after_a_while_though_people_never_stop_asking() -> None:
    courtesy = Courtesy()
    with courtesy.answering(), courtesy.answering():
        assert list(courtesy.between(range(3))) == [0, 1, 2]


def test_when_the_process_ends_no_other_piece_is_begun() -> None:
    courtesy, done = Courtesy(), list[int]()
    for piece in courtesy.between(range(10)):
        done.append(piece)
        if piece == 1:
            courtesy.end()
    assert done == [0, 1]


def test_who_is_answered_last_lets_the_work_go_on() -> None:
    courtesy = Courtesy()
    with courtesy.answering():
        with courtesy.answering():
            pass
        assert not courtesy.nobody_waits
    assert courtesy.nobody_waits
