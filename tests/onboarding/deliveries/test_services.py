from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from onboarding.deliveries.models import Message
from onboarding.deliveries.services import TRIES, Sent, send_messages, tell
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def words(tmp_path, settings):
    """A template of the test's own."""
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "tea.subject.txt").write_text("Tea for\n{{ who }}\n")
    (tmp_path / "emails" / "tea.txt").write_text("It is ready, {{ who }}.\n")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]


def told(key: str = "tea:1", *, to: str = "ada@example.com") -> bool:
    return tell(key=key, to=to, template="tea", facts={"who": "Ада"}, at=NOON)


def fails(monkeypatch):
    def send(self, messages):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", send)


@pytest.mark.usefixtures("words")
def test_what_is_told_twice_arrives_once():
    assert [told(), told()] == [True, False]

    assert [send_messages(at=NOON), send_messages(at=NOON)] == [Sent(1, 0), Sent(0, 0)]

    [arrived] = mail.outbox
    assert (arrived.subject, arrived.body, arrived.to) == (
        "Tea for Ада",
        "It is ready, Ада.\n",
        ["ada@example.com"],
    )


def test_nobody_to_tell_is_no_message():
    assert told(to="") is False

    assert Message.objects.count() == 0


@pytest.mark.usefixtures("words")
def test_a_mail_server_that_is_away_is_tried_again_later_and_at_last_given_up(monkeypatch):
    told()
    fails(monkeypatch)

    assert send_messages(at=NOON) == Sent(0, 1)
    assert send_messages(at=NOON + timedelta(seconds=59)) == Sent(0, 0)
    for day in range(1, TRIES + 2):
        send_messages(at=NOON + timedelta(days=day))

    message = Message.objects.get()
    assert (message.try_count, message.sent_at, message.last_error) == (TRIES, None, "gone")
    assert message.given_up_at == NOON + timedelta(days=TRIES - 1)


@pytest.mark.usefixtures("words")
def test_two_senders_do_not_take_the_same_message_up(monkeypatch):
    told()
    seen = []

    def send(self, messages):
        seen.append(send_messages(at=NOON))
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", send)

    assert send_messages(at=NOON) == Sent(1, 0)
    assert seen == [Sent(0, 0)]
