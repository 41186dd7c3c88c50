"""People open, rename, close and delete the topics of a forum."""

from demo.botapi.acts.act import Act, check_writer
from demo.botapi.acts.service import service
from demo.botapi.errors import bad_request
from demo.botapi.people import may
from demo.botapi.records import Topic

MAX_NAME = 128


def open_topic(act: Act, name: str) -> Topic:
    """Open a topic in a forum; its id is its first message's."""
    if not act.chat.forum:
        raise bad_request("the chat is not a forum")
    check_writer(act)
    name = _named(name)
    # known before its first message is told, which is the next one: supergroups count their own
    topic = Topic(id=act.chat.last_id + 1, name=name)
    act.chat.topics[topic.id] = topic
    service(act, {"forum_topic_created": {"name": name, "icon_color": 7322096}}, thread=topic.id)
    act.state.tell_chat(act.chat)
    return topic


def rename_topic(act: Act, thread: int, name: str) -> None:
    topic = _managed(act, thread)
    topic.name = _named(name)
    service(act, {"forum_topic_edited": {"name": topic.name}}, thread=thread)
    act.state.tell_chat(act.chat)


def close_topic(act: Act, thread: int, *, closed: bool = True) -> None:
    """Close a forum topic, or open it again."""
    topic = _managed(act, thread)
    if topic.closed is closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    service(act, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, thread=thread)
    act.state.tell_chat(act.chat)


def delete_topic(act: Act, thread: int) -> None:
    """Delete a topic with all its messages. No bot hears of it."""
    _managed(act, thread)
    del act.chat.topics[thread]
    chat = act.chat
    act.state.delete(chat, [number for number, message in chat.messages.items() if message.thread == thread])
    act.state.tell_chat(chat)


def _managed(act: Act, thread: int) -> Topic:
    if thread not in act.chat.topics:
        raise bad_request("message thread not found")
    if not may(act.chat, act.user, "can_manage_topics"):
        raise bad_request("only admins change topics")
    return act.chat.topics[thread]


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "the topic's name is too long")
    return name
