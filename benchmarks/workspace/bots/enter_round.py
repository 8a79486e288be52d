"""The form that changes its looks every time: seven labelled fields."""

from pydantic import BaseModel, Field

from runner import Verdict, Web, bot, step


class Round(BaseModel):
    round: int
    first_name: str = Field(alias="First Name")
    last_name: str = Field(alias="Last Name")
    company: str = Field(alias="Company Name")
    role: str = Field(alias="Role in Company")
    address: str = Field(alias="Address")
    email: str = Field(alias="E-mail")
    phone: str = Field(alias="Phone Number")


def next_round(flows: Web, one: Round) -> Verdict:
    """The form has come back, one round on."""
    return Verdict.of(int(flows.on("round").read("number")) == one.round + 1)


@step(verify=next_round)
def submit_round(flows: Web, one: Round) -> None:
    flows.on("round").fill(**one.model_dump(exclude={"round"})).press("submit")


@bot(key="round")
def enter_round(one: Round, flows: Web) -> None:
    """Fill the form once."""
    flows.go("round")
    submit_round(flows, one)
