"""Works with the stand-in through Apache Qpid Proton, which knows AMQP and nothing of Service Bus. Prints JSON."""

import json
import sys

from proton import Message, int32
from proton.reactor import AtMostOnce, ReceiverOption
from proton.utils import BlockingConnection, LinkDetached

host = f"127.0.0.1:{sys.argv[1]}"
saw = {}


class SettledSecond(ReceiverOption):
    """Asks for a link that is settled second, as the clients of Service Bus do."""

    def apply(self, link):
        link.snd_settle_mode = 0
        link.rcv_settle_mode = 1


connection = BlockingConnection(f"amqp://{host}", timeout=5)


def ask(node, message, reply_to):
    """A request whose answer is awaited on a link from the same node."""
    answers = connection.create_receiver(node, credit=1)
    message.reply_to = answers.link.name if reply_to else None
    requests = connection.create_sender(node)
    requests.send(message)
    answer = answers.receive(timeout=5)
    requests.close()
    answers.close()
    return answer


# A token for the sake of it, without saying where the answer is read.
token = Message(id="t", body="any", properties={
    "operation": "put-token", "type": "servicebus.windows.net:sastoken", "name": f"amqp://{host}/proton"
})
answer = ask("$cbs", token, reply_to=False)
saw["token"] = [answer.correlation_id, answer.properties["status-code"], answer.properties["statusCode"]]

sender = connection.create_sender(f"amqp://{host}/proton")
saw["sender_ends"] = [sender.link.remote_target.address, sender.link.remote_source is not None]
for number in range(6):
    delivery = sender.send(Message(id=number, body={"n": number}, properties={"n": int32(number)}))
saw["sent"] = str(delivery.remote_state)

peek = Message(id="p", body={"from-sequence-number": 0, "message-count": int32(10)}, properties={
    "operation": "com.microsoft:peek-message", "type": "entity-mgmt"
})
answer = ask("proton/$management", peek, reply_to=False)
saw["peeked"] = [answer.properties["statusCode"], answer.properties["status-code"], len(answer.body["messages"])]
answer = ask("proton/$management", peek, reply_to=True)
saw["peeked_by_name"] = len(answer.body["messages"])

receiver = connection.create_receiver("proton", credit=1)
saw["receiver_ends"] = [receiver.link.remote_source.address, receiver.link.remote_target is not None]
saw["received"] = []
for decide in (
    receiver.accept,
    lambda: receiver.release(delivered=False),
    lambda: receiver.release(delivered=True),
    receiver.reject,
):
    message = receiver.receive(timeout=5)
    saw["received"].append([message.body["n"], message.delivery_count])
    decide()
receiver.close()

second = connection.create_receiver("proton/$DeadLetterQueue", credit=1, options=SettledSecond())
saw["dead"] = second.receive(timeout=5).body["n"]
second.accept()
second.close()

deleting = connection.create_receiver("other", credit=1, options=AtMostOnce())
connection.create_sender("other").send(Message(body="gone"))
saw["deleted"] = deleting.receive(timeout=5).body
deleting.close()
answer = ask("other/$management", peek, reply_to=False)
saw["nothing_left"] = answer.properties["statusCode"]

try:
    connection.create_sender("missing")
except LinkDetached as error:
    saw["missing"] = str(error.condition)
connection.close()
print(json.dumps(saw))
