"""The form that changes its looks every time: seven labelled fields."""

from pydantic import BaseModel, Field

from runner import Web, bot


class Round(BaseModel):
    round: int
    first_name: str = Field(title="First Name")
    last_name: str = Field(title="Last Name")
    company: str = Field(title="Company Name")
    role: str = Field(title="Role in Company")
    address: str = Field(title="Address")
    email: str = Field(title="E-mail")
    phone: str = Field(title="Phone Number")


@bot(key="round")
def enter_round(one: Round, flows: Web) -> str:
    """Fill the form once; it comes back with the number of the next round."""
    flows.go("round").fill(**one.model_dump(exclude={"round"})).press("submit")
    return flows.on("round").read("number")
