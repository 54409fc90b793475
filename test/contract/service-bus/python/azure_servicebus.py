"""Works with the stand-in through Microsoft's library for Python and prints what it saw as JSON."""

import datetime
import json
import sys

import tls_relay

port = int(sys.argv[1])
relay_port, certificate = tls_relay.start(port)

import azure.servicebus._common._configuration as configuration  # noqa: E402

configuration.DEFAULT_AMQPS_PORT = relay_port

from azure.servicebus import (  # noqa: E402
    NEXT_AVAILABLE_SESSION,
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.exceptions import MessageNotFoundError, ServiceBusError, SessionCannotBeLockedError  # noqa: E402

connection_string = "Endpoint=sb://localhost;SharedAccessKeyName=any;SharedAccessKey=any"
saw = {}


def body(message):
    return b"".join(message.body).decode()


def receive(receiver, count):
    messages = []
    while len(messages) < count:
        some = receiver.receive_messages(max_message_count=count - len(messages), max_wait_time=5)
        if not some:
            break
        messages.extend(some)
    return messages


def fails_with(kind, work):
    try:
        work()
    except kind as error:
        return str(error)
    return "no failure"


with ServiceBusClient.from_connection_string(
    connection_string, connection_verify=certificate, retry_total=0
) as client:
    sender = client.get_queue_sender("python")
    sender.send_messages(ServiceBusMessage("one", message_id="m1", application_properties={"n": 7, "t": "x"}))
    batch = sender.create_message_batch()
    saw["batch_max"] = batch.max_size_in_bytes
    for text in ("two", "three", "four"):
        batch.add_message(ServiceBusMessage(text, message_id=text))
    sender.send_messages(batch)

    receiver = client.get_queue_receiver("python")
    saw["peeked"] = [body(message) for message in receiver.peek_messages(10)]
    one, two, three, four = receive(receiver, 4)
    saw["received"] = [[body(m), m.message_id, m.delivery_count, m.sequence_number] for m in (one, two, three, four)]
    saw["properties"] = {key.decode(): value for key, value in one.application_properties.items() if key == b"n"}
    saw["renewed"] = receiver.renew_message_lock(one) > datetime.datetime.now(datetime.timezone.utc)
    receiver.complete_message(one)
    receiver.abandon_message(two)
    receiver.defer_message(three)
    receiver.dead_letter_message(four, reason="poison", error_description="cannot be read")
    (again,) = receive(receiver, 1)
    saw["abandoned"] = [body(again), again.delivery_count]
    receiver.complete_message(again)
    (aside,) = receiver.receive_deferred_messages(three.sequence_number)
    saw["deferred"] = body(aside)
    receiver.complete_message(aside)
    saw["deferred_twice"] = fails_with(
        MessageNotFoundError, lambda: receiver.receive_deferred_messages(three.sequence_number)
    )
    with client.get_queue_receiver("python", sub_queue=ServiceBusSubQueue.DEAD_LETTER) as dead_letters:
        (letter,) = receive(dead_letters, 1)
        saw["dead"] = [body(letter), letter.dead_letter_reason, letter.dead_letter_error_description]
        dead_letters.complete_message(letter)

    numbers = sender.schedule_messages(
        [ServiceBusMessage("later"), ServiceBusMessage("never")],
        datetime.datetime.utcnow() + datetime.timedelta(hours=1),
    )
    sender.cancel_scheduled_messages(numbers[1])
    saw["scheduled"] = [body(message) for message in receiver.peek_messages(10, sequence_number=0)]
    sender.cancel_scheduled_messages(numbers[0])
    saw["empty"] = receiver.peek_messages(10, sequence_number=0)

    sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    with client.get_queue_receiver(
        "python", receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE
    ) as deleting:
        saw["deleted"] = [body(message) for message in receive(deleting, 2)]
    saw["left"] = receiver.peek_messages(10, sequence_number=0)
    saw["missing"] = fails_with(
        ServiceBusError, lambda: client.get_queue_sender("missing").send_messages(ServiceBusMessage("x"))
    )

    with client.get_queue_sender("sessions") as to_session:
        to_session.send_messages([ServiceBusMessage(text, session_id="s1") for text in ("first", "second")])
        to_session.send_messages(ServiceBusMessage("other", session_id="s2"))
    with client.get_queue_receiver("sessions", session_id="s1") as in_session:
        saw["session"] = [body(message) for message in receive(in_session, 2)]
        in_session.session.set_state("half")
        saw["state"] = in_session.session.get_state().decode()
        saw["session_renewed"] = in_session.session.renew_lock() > datetime.datetime.now(datetime.timezone.utc)
        saw["taken"] = fails_with(
            SessionCannotBeLockedError, lambda: client.get_queue_receiver("sessions", session_id="s1").__enter__()
        )
        with client.get_queue_receiver("sessions", session_id=NEXT_AVAILABLE_SESSION) as following:
            (message,) = receive(following, 1)
            saw["next_session"] = [following.session.session_id, body(message)]
            following.complete_message(message)

print(json.dumps(saw))
