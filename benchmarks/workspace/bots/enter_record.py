"""The framed flow: search, open, fill 12 fields, save, confirm."""

from pydantic import BaseModel

from runner import Verdict, Web, bot, step


class Record(BaseModel):
    account: str
    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    credit: str
    region: str
    state: str
    newsletter: bool
    notes: str


def confirmed(flows: Web, record: Record) -> Verdict:
    """The page after a save shows a change number."""
    del record
    return Verdict.of(flows.on("saved").read("record").startswith("CH-"))


def nobody_knows(flows: Web, record: Record) -> Verdict:
    """This site shows no record again."""
    del flows, record
    return Verdict.UNKNOWN


@step(verify=nobody_knows, confirm=confirmed)
def save_record(flows: Web, record: Record) -> None:
    flows.on("edit").fill(**record.model_dump(exclude={"account"})).press("save")


@bot(key="account")
def enter_record(record: Record, flows: Web) -> str:
    """Enter one record of 12 fields."""
    flows.go("search").fill(account=record.account).press("find")
    flows.on("results").press("open", row=record.account)
    save_record(flows, record)
    number = flows.on("saved").read("record")
    flows.on("saved").press("new_search")
    return number
