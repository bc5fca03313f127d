"""The engine by examples: what it asks for, in which order, and what it does when something is wrong."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from tests.sync.driving import OFFLINE, Drive
from tests.sync.model import HALL, OWN, refused
from wenling_desk.protocol.messages import (
    BlobOffer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    KnownRequest,
    PullAnswer,
    PushAnswer,
    PushRequest,
)
from wenling_desk.sync import backoff
from wenling_desk.sync.asking import AskSnapshot, Failure, FailureKind, FetchSnapshot, Pull, SendChunk
from wenling_desk.sync.engine import START, Answered, Failed, LocalWork, Woke, step
from wenling_desk.sync.state import Notice, Phase
from wenling_desk.sync.tasks import ApplyRows, ForgetScope, NoteBlob, RecordPush, TakeDeskCode, TakeSnapshot, TaskFailed


@pytest.fixture
def drive() -> Drive:
    return Drive()


def asked(drive: Drive, *kinds: type) -> list[type]:
    return [type(each) for each in drive.asked if isinstance(each, kinds or (object,))]


def test_a_round_greets_sends_and_receives_what_it_sent(drive: Drive) -> None:
    drive.desk.write(3)
    status = drive.round()
    assert asked(drive) == [HelloRequest, PushRequest, Pull, Pull]
    assert [each.scope for each in drive.asked if isinstance(each, Pull)] == [OWN, HALL]
    assert drive.is_equal()
    assert (status.sent, status.reason, status.online) == (3, "", True)
    assert drive.wake_at == drive.now + backoff.poll_ms(0.5)


def test_a_quiet_round_is_one_request(drive: Drive) -> None:
    drive.round()
    drive.asked.clear()
    drive.round()
    assert asked(drive) == [HelloRequest]


def test_local_work_is_sent_at_once_and_during_a_round_before_anything_else(drive: Drive) -> None:
    drive.round()
    drive.local_work()
    assert drive.wake_at == drive.now
    drive.desk.blobs["aa"] = b"x" * 600_000
    drive.wake()
    while not any(isinstance(each, SendChunk) for each in drive.asked):
        drive.once()
    drive.local_work()
    drive.asked.clear()
    while not drive.asked:
        drive.once()
    assert isinstance(drive.asked[0], PushRequest)


def test_while_the_centre_is_away_local_work_does_not_hurry(drive: Drive) -> None:
    drive.twist = lambda request, answer: OFFLINE
    drive.round()
    at = drive.wake_at
    drive.local_work()
    assert drive.wake_at == at
    assert drive.outstanding is None


def test_only_what_was_verified_counts_as_sent(drive: Drive) -> None:
    """The centre's answer speaks of more than was asked: nothing of it is believed."""
    drive.desk.write()

    def boast(request: object, answer: object) -> object:
        return msgspec.structs.replace(answer, ack=99) if isinstance(answer, PushAnswer) else answer

    drive.twist = boast  # type: ignore[assignment]
    assert drive.round().reason == "push_answer"
    assert drive.desk.acked == 0
    assert not any(isinstance(task, RecordPush) for task in drive.done)


def test_a_lost_answer_is_mended_by_sending_the_same_again(drive: Drive) -> None:
    drive.desk.write(2)
    drive.twist = lambda request, answer: OFFLINE if isinstance(request, PushRequest) else answer
    assert drive.round().reason == "offline"
    drive.twist = lambda request, answer: answer
    drive.round()
    first, second = (each for each in drive.asked if isinstance(each, PushRequest))
    assert first == second
    assert drive.is_equal()
    assert len(drive.centre.logs[OWN]) == 1


def test_it_never_gives_up_and_asks_ever_more_rarely(drive: Drive) -> None:
    drive.twist = lambda request, answer: OFFLINE
    drive.jitter = 1.0
    pauses = []
    for _ in range(14):
        drive.round()
        assert drive.wake_at is not None
        pauses.append(drive.wake_at - drive.now)
    assert pauses[:4] == [2_000, 4_000, 8_000, 16_000]
    assert set(pauses[8:]) == {backoff.MOST_MS}


def test_it_comes_back_when_the_centre_says(drive: Drive) -> None:
    drive.twist = lambda request, answer: Failure(FailureKind.SERVER_TROUBLE, "unavailable", {}, 90_000)
    drive.jitter = 0.0
    status = drive.round()
    assert status.next_try == drive.now + 90_000
    assert status.reason == "unavailable"
    assert status.online


def test_after_a_long_outage_it_holds_back_a_moment(drive: Drive) -> None:
    drive.desk.write()
    drive.twist = lambda request, answer: OFFLINE
    drive.round()
    drive.now += 11 * 60_000
    drive.twist = lambda request, answer: answer
    drive.asked.clear()
    status = drive.round()
    assert asked(drive) == [HelloRequest]
    assert (status.phase, drive.wake_at) == (Phase.SPREADING, drive.now + 30_000)
    drive.round()
    assert drive.is_equal()


def test_somebody_who_presses_send_now_is_not_held_back(drive: Drive) -> None:
    drive.desk.write()
    drive.twist = lambda request, answer: OFFLINE
    drive.round()
    drive.now += 11 * 60_000
    drive.twist = lambda request, answer: answer
    drive.round(forced=True)
    assert drive.is_equal()


def test_a_batch_too_large_is_made_smaller(drive: Drive) -> None:
    for _ in range(30):
        drive.desk.write()
    drive.centre.most_ops = 7
    hello = drive.centre._hello

    def generous(request: HelloRequest) -> HelloAnswer:
        return msgspec.structs.replace(hello(request), most_ops=500)

    drive.centre._hello = generous  # type: ignore[method-assign]
    drive.round()
    assert drive.is_equal()
    assert [len(each.ops) for each in drive.asked if isinstance(each, PushRequest)][:3] == [30, 15, 7]


@pytest.mark.parametrize(("took", "batches"), [(10, [200, 400]), (9_000, [200, 100])])
def test_batches_grow_on_a_fast_line_and_shrink_on_a_slow_one(drive: Drive, took: int, batches: list[int]) -> None:
    drive.took_ms = took
    for _ in range(700):
        drive.desk.write()
    drive.round()
    assert [len(each.ops) for each in drive.asked if isinstance(each, PushRequest)][:2] == batches
    assert drive.is_equal()


def test_a_restored_centre_is_offered_everything_again(drive: Drive) -> None:
    drive.desk.write()
    drive.round()
    backup = drive.centre.backup()
    for _ in range(3):
        drive.desk.write(2)
    drive.round()
    drive.centre = backup.restored(2)
    status = drive.round()
    assert drive.is_equal()
    assert Notice("centre_restored") in status.notices
    assert drive.desk.incarnation == "life-2"
    assert [task.scope for task in drive.done if isinstance(task, ForgetScope)] == [OWN, HALL]


def test_a_copied_disk_gets_a_new_epoch_and_loses_nothing(drive: Drive) -> None:
    drive.desk.write()
    drive.round()
    image = copy.deepcopy(drive.desk)
    drive.desk.write()
    drive.round()
    drive.desk = image
    image.name = "copy"
    own = drive.desk.write()
    drive.restart()
    drive.round()
    assert own in drive.centre.ops
    assert drive.is_equal()
    request = next(each for each in drive.asked if isinstance(each, EpochRequest))
    assert (request.reason, request.first) == ("forked", 2)
    assert drive.desk.codes == ["C102"]


def test_a_restored_disk_that_lost_its_end_gets_a_new_epoch_and_its_ops_back(drive: Drive) -> None:
    """The centre holds more than this ledger: that is no acknowledgement, but the sign of a lost head."""
    drive.desk.write()
    drive.round()
    image = copy.deepcopy(drive.desk)
    lost = drive.local_work()
    drive.round()
    drive.desk = image
    drive.restart()
    drive.round()
    request = next(each for each in drive.asked if isinstance(each, EpochRequest))
    assert (request.reason, request.first) == ("lost_head", 2)
    assert lost in drive.desk.rows[OWN]


def test_a_lock_is_taken_away_by_a_new_epoch_before_anything_is_sent(drive: Drive) -> None:
    drive.desk.write()
    drive.desk.locked = True
    status = drive.round()
    kinds = asked(drive, EpochRequest, PushRequest)
    assert kinds == [EpochRequest, PushRequest]
    assert not drive.desk.locked
    assert Notice("locked") in status.notices


def test_the_answer_to_an_epoch_is_lost_and_the_same_one_is_granted_again(drive: Drive) -> None:
    drive.desk.write()
    drive.desk.locked = True
    drive.twist = lambda request, answer: OFFLINE if isinstance(request, EpochRequest) else answer
    drive.round()
    drive.twist = lambda request, answer: answer
    drive.round()
    first, second = (each for each in drive.asked if isinstance(each, EpochRequest))
    assert first == second
    assert drive.desk.codes == ["C102"]
    assert drive.is_equal()


def test_a_ledger_that_never_fits_ends_in_a_pause_and_not_in_a_circle(drive: Drive) -> None:
    drive.desk.write()
    answer_of = drive.centre.answer
    drive.centre.answer = lambda request: (  # type: ignore[method-assign]
        refused("forked", seq=1) if isinstance(request, PushRequest) else answer_of(request)
    )
    for _ in range(4):
        assert drive.round().reason == "forked"
    assert len(drive.desk.codes) == 2
    assert drive.desk.acked == 0


def test_the_first_unknown_op_is_found_over_many_pages(drive: Drive) -> None:
    for _ in range(1_300):
        drive.desk.write()
    drive.round()
    for op in drive.desk.ops[150:]:
        del drive.centre.ops[op.op_id]
    drive.desk.locked = True
    drive.asked.clear()
    drive.round()
    assert len(asked(drive, KnownRequest)) == 3 + 1  # once more when the epoch is granted, about the op before it
    assert next(each for each in drive.asked if isinstance(each, EpochRequest)).first == 151


def test_a_hole_is_never_skipped(drive: Drive) -> None:
    drive.centre.logs[HALL] += ["a", "b", "c"]

    def holed(request: object, answer: object) -> object:
        return msgspec.structs.replace(answer, rows=answer.rows[1:]) if isinstance(answer, PullAnswer) else answer

    drive.twist = holed  # type: ignore[assignment]
    status = drive.round()
    assert (status.reason, drive.desk.cursors.get(HALL, 0)) == ("hole", 0)
    assert len(asked(drive, Pull)) == 3
    drive.twist = lambda request, answer: answer
    drive.round()
    assert drive.is_equal()


def test_a_copy_of_the_centre_that_lags_is_met_with_silence(drive: Drive) -> None:
    drive.centre.logs[HALL] += ["a", "b", "c"]
    drive.round()
    lagging = drive.centre.backup()
    lagging.logs[HALL] = ["a"]
    drive.centre, whole = lagging, drive.centre
    status = drive.round()
    assert (status.reason, drive.desk.cursors[HALL]) == ("", 3)
    drive.centre = whole
    drive.round()
    assert drive.is_equal()


def test_a_page_comes_in_slices_each_with_its_cursor(drive: Drive) -> None:
    drive.centre.logs[HALL] += [str(number) for number in range(620)]
    drive.round()
    slices = [task for task in drive.done if isinstance(task, ApplyRows)]
    assert max(len(task.rows) for task in slices) == 25
    assert [task.ver for task in slices][:2] == [25, 50]
    assert [each.after for each in drive.asked if isinstance(each, Pull)] == [0, 500]
    assert drive.is_equal()


def test_a_long_log_comes_as_a_snapshot_and_then_by_pages(drive: Drive) -> None:
    drive.centre.logs[HALL] += [str(number) for number in range(1_500)]
    drive.round()
    assert asked(drive, AskSnapshot, FetchSnapshot) == [AskSnapshot, FetchSnapshot]
    assert any(isinstance(task, TakeSnapshot) for task in drive.done)
    assert drive.is_equal()


def test_below_the_floor_there_is_only_the_snapshot(drive: Drive) -> None:
    drive.centre.logs[HALL] += ["a"]
    drive.round()
    drive.centre.logs[HALL] += ["b", "c", "d"]
    drive.centre.floors[HALL] = 3
    drive.round()
    assert drive.is_equal()
    assert asked(drive, AskSnapshot) == [AskSnapshot]


def test_without_a_snapshot_a_long_log_comes_by_pages(drive: Drive) -> None:
    drive.centre.logs[HALL] += [str(number) for number in range(1_100)]
    drive.twist = lambda request, answer: refused("not_found") if isinstance(request, AskSnapshot) else answer
    drive.round()
    assert drive.is_equal()
    assert len(asked(drive, Pull)) == 3


def test_a_snapshot_broken_off_is_resumed_in_the_next_round(drive: Drive) -> None:
    drive.centre.logs[HALL] += [str(number) for number in range(1_100)]
    drive.twist = lambda request, answer: OFFLINE if isinstance(request, FetchSnapshot) else answer
    drive.round()
    drive.twist = lambda request, answer: answer
    drive.round()
    assert len(asked(drive, AskSnapshot)) == 1
    assert len(asked(drive, FetchSnapshot)) == 2
    assert drive.is_equal()


def test_a_scope_that_is_taken_away_leaves_this_desk(drive: Drive) -> None:
    drive.centre.logs["hall:H2"] = ["x"]
    drive.round()
    assert drive.desk.rows["hall:H2"] == ["x"]
    del drive.centre.logs["hall:H2"]
    drive.round()
    assert "hall:H2" not in drive.desk.rows
    assert "hall:H2" not in drive.desk.cursors


def test_too_old_to_receive_it_goes_on_sending(drive: Drive) -> None:
    drive.desk.write()
    drive.centre.logs[HALL] += ["a"]
    drive.centre.oldest_pulling = 99
    status = drive.round()
    assert drive.desk.acked == drive.desk.length
    assert asked(drive, Pull) == []
    assert Notice("upgrade_needed") in status.notices


def test_a_revoked_desk_sends_what_it_holds_and_receives_nothing(drive: Drive) -> None:
    drive.desk.write()
    drive.centre.revoked = True
    status = drive.round()
    assert drive.desk.acked == drive.desk.length
    assert asked(drive, Pull) == []
    assert Notice("revoked") in status.notices
    assert drive.wake_at == drive.now + backoff.poll_ms(0.5, revoked=True)


def test_a_clock_off_by_minutes_is_said_and_nothing_else(drive: Drive) -> None:
    drive.wake()
    request = drive.asked[-1]
    assert isinstance(request, HelloRequest)
    answer = drive.centre.answer(request)
    assert isinstance(answer, HelloAnswer)
    at = datetime.fromisoformat(answer.now) + timedelta(days=365)
    drive.outstanding = None
    drive.tell(Answered(10, 0.5, request, answer, 10, at))
    assert drive.state.notices == (Notice("clock_skew", {"minutes": 365 * 24 * 60, "direction": "fast"}),)


def test_once_a_night_what_differs_is_loaded_anew_and_the_outbox_stays(drive: Drive) -> None:
    drive.centre.logs[HALL] += ["a", "b", "c"]
    drive.round()
    drive.desk.rows[HALL][1] = "damaged"
    drive.desk.digest_due = True
    waiting = drive.desk.write()
    drive.round()
    assert drive.is_equal()
    assert drive.state.comparing.differed == (HALL,)
    assert waiting in drive.centre.ops
    drive.done.clear()
    drive.round()
    assert not any(isinstance(task, ForgetScope) for task in drive.done)


def test_attachments_follow_the_ops_in_parts_and_are_resumed(drive: Drive) -> None:
    data = bytes(range(256)) * 5_000
    drive.desk.blobs["aa"] = data
    drive.desk.write()
    sent = 0

    def cut(request: object, answer: object) -> object:
        nonlocal sent
        sent += isinstance(request, SendChunk)
        return OFFLINE if isinstance(request, SendChunk) and sent == 2 else answer

    drive.twist = cut  # type: ignore[assignment]
    drive.round()
    assert "aa" not in drive.desk.complete
    drive.round()
    assert drive.centre.blobs["aa"] == data
    assert drive.desk.complete == {"aa"}
    offers = [place for place, each in enumerate(drive.asked) if isinstance(each, BlobOffer)]
    assert offers[0] > max(place for place, each in enumerate(drive.asked[: offers[0]]) if isinstance(each, Pull))
    again = [each.offset for each in drive.asked if isinstance(each, SendChunk)]
    assert again == sorted(again)


def test_an_upload_that_vanished_begins_anew(drive: Drive) -> None:
    drive.desk.blobs["aa"] = b"x" * 900_000
    vanished = False

    def lose(request: object, answer: object) -> object:
        nonlocal vanished
        if isinstance(request, SendChunk) and request.offset > 0 and not vanished:
            vanished = True
            drive.centre.blobs["aa"] = b""
            return refused("offset_wrong", offset=0)
        return answer

    drive.twist = lose  # type: ignore[assignment]
    drive.round()
    assert vanished
    assert drive.centre.blobs["aa"] == drive.desk.blobs["aa"]


def test_one_attachment_nobody_wants_stops_no_other(drive: Drive) -> None:
    drive.desk.blobs |= {"aa": b"x" * 10, "bb": b"y" * 10}
    drive.twist = lambda request, answer: (
        refused("not_found") if isinstance(request, BlobOffer) and request.sha256 == "aa" else answer
    )
    status = drive.round()
    assert (status.reason, drive.desk.complete) == ("", {"bb"})
    assert [task.sha256 for task in drive.done if isinstance(task, NoteBlob)] == ["bb"]


def test_an_answer_that_comes_twice_changes_nothing(drive: Drive) -> None:
    drive.desk.write()
    drive.wake()
    request = drive.asked[-1]
    answer = drive.centre.answer(request)
    assert isinstance(answer, HelloAnswer)
    drive.once()
    before = drive.state
    assert step(drive.state, Answered(drive.now, 0.5, request, answer)) == (before, ())
    assert step(drive.state, Failed(drive.now, 0.5, request, OFFLINE)) == (before, ())


def test_a_disk_that_is_full_ends_the_round_and_says_so(drive: Drive) -> None:
    drive.desk.write()
    carry_out = drive.desk.carry_out
    drive.desk.carry_out = lambda task: TaskFailed("disk_full") if isinstance(task, RecordPush) else carry_out(task)  # type: ignore[method-assign]
    assert drive.round().reason == "disk_full"
    drive.desk.carry_out = carry_out  # type: ignore[method-assign]
    drive.round()
    assert drive.is_equal()


def test_two_centres_behind_one_address_end_in_a_pause(drive: Drive) -> None:
    drive.desk.write()

    def other(request: object, answer: object) -> object:
        return msgspec.structs.replace(answer, incarnation="another") if isinstance(answer, PushAnswer) else answer

    drive.twist = other  # type: ignore[assignment]
    assert drive.round().reason == "incarnation"
    assert len(asked(drive, HelloRequest)) == 4


def test_waking_while_something_is_under_way_changes_nothing() -> None:
    drive = Drive()
    drive.wake()
    before = drive.state
    assert step(before, Woke(5, 0.1, drive.desk.facts())) == (before, ())
    state, outputs = step(before, LocalWork(5))
    assert (state, outputs) == (replace(before, local_work=True), ())
    assert START.pending is None


def test_the_new_code_is_kept_before_anything_is_sent_under_it(drive: Drive) -> None:
    drive.desk.write()
    drive.desk.locked = True
    drive.round()
    taken = next(task for task in drive.done if isinstance(task, TakeDeskCode))
    push = next(each for each in drive.asked if isinstance(each, PushRequest))
    assert push.epoch == taken.epoch


@pytest.mark.parametrize("jitter", [0.0, 0.3, 1.0])
def test_pauses_stay_between_their_bounds(jitter: float) -> None:
    for failures in range(1, 60):
        assert backoff.LEAST_MS <= backoff.pause_ms(failures, jitter) <= backoff.MOST_MS
    assert backoff.pause_ms(1, jitter, 60_000) >= 60_000
    assert 30_000 <= backoff.poll_ms(jitter) <= 40_000
    assert 0 <= backoff.spread_ms(jitter) <= 60_000
