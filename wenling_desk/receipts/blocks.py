"""The blocks a paper definition may use; a new kind of block is a class here and nowhere else."""

from __future__ import annotations

from wenling_desk.receipts.code import Code
from wenling_desk.receipts.cut import Cut
from wenling_desk.receipts.head import Head
from wenling_desk.receipts.prose import Address, Contact, Points, TextBlock
from wenling_desk.receipts.seal import Closing, Members, Stub
from wenling_desk.receipts.steps import Steps
from wenling_desk.receipts.tables import Facts, Groups, Table

AnyBlock = (
    Head
    | Address
    | TextBlock
    | Points
    | Contact
    | Facts
    | Table
    | Groups
    | Members
    | Closing
    | Stub
    | Cut
    | Code
    | Steps
)
