"""Fixtures of the conversation: the small province, and the phones of some who live in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services import enrolment
from tests.support.conversation import Conversation, Message, Phone
from tests.support.memory import MemoryOffice
from tests.support.offices import RealOffice

Invite = Callable[[str], str]


@pytest.fixture
def talk(office: MemoryOffice) -> Conversation:
    """The small province talking, in memory."""
    return Conversation(office)


@pytest.fixture
def real_talk(real_office: RealOffice) -> Conversation:
    """The small province talking, on each engine."""
    return Conversation(real_office)


@pytest.fixture
def an(talk: Conversation) -> Phone:
    """An official whose entries TP decides on."""
    return talk.enrolled("AN")


@pytest.fixture
def tp(talk: Conversation) -> Phone:
    """The head of AN's unit."""
    return talk.enrolled("TP")


@pytest.fixture
def invite(office: MemoryOffice) -> Invite:
    """Makes an enrolment code for an official."""

    def code_for(official: str) -> str:
        (made,) = office.perform(enrolment.invite, "kpibot", [official])
        return made.code

    return code_for


@pytest.fixture
def card(an: Phone, tp: Phone) -> Message:
    """TP's card of three hours of B.01 of AN's, on an ordinary day."""
    an.log("3h soạn công văn sp: CV 12/STC")
    return tp.last
