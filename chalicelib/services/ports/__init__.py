"""Ports: the needs of the use cases, in the business's words. The adapters are in dynamodb, aws and stripe_gateway.

Every method may raise `Unavailable`: the call may or may not have taken effect, and repeating it is safe. A use case
that needs several ports of the credit table names them in one Protocol of its own; `Ledger` and `Stripe` are the sums
for the composition and the contract tests.
"""

from __future__ import annotations

from chalicelib.services.pagination import DisputedPayment as DisputedPayment
from chalicelib.services.pagination import DueItem as DueItem
from chalicelib.services.pagination import ListedPatient as ListedPatient
from chalicelib.services.pagination import Page as Page
from chalicelib.services.pagination import PageRequest as PageRequest
from chalicelib.services.pagination import PatientFilter as PatientFilter
from chalicelib.services.pagination import PaymentFilter as PaymentFilter
from chalicelib.services.pagination import PaymentScope as PaymentScope
from chalicelib.services.pagination import WorkItem as WorkItem
from chalicelib.services.ports.clinics import ClinicReader as ClinicReader
from chalicelib.services.ports.clinics import Clinics as Clinics
from chalicelib.services.ports.clinics import ReadOnlyStore as ReadOnlyStore
from chalicelib.services.ports.clinics import SettingsHistory as SettingsHistory
from chalicelib.services.ports.documents import DocumentFiles as DocumentFiles
from chalicelib.services.ports.documents import DocumentStore as DocumentStore
from chalicelib.services.ports.documents import Render as Render
from chalicelib.services.ports.documents import StatementReader as StatementReader
from chalicelib.services.ports.identity import Documents as Documents
from chalicelib.services.ports.identity import IdentityProviders as IdentityProviders
from chalicelib.services.ports.imports import ImportStore as ImportStore
from chalicelib.services.ports.ledger import AttentionLists as AttentionLists
from chalicelib.services.ports.ledger import CreditReader as CreditReader
from chalicelib.services.ports.ledger import CustomerStore as CustomerStore
from chalicelib.services.ports.ledger import DisputeLists as DisputeLists
from chalicelib.services.ports.ledger import EntryReader as EntryReader
from chalicelib.services.ports.ledger import IdempotencyStore as IdempotencyStore
from chalicelib.services.ports.ledger import InvoiceStore as InvoiceStore
from chalicelib.services.ports.ledger import Ledger as Ledger
from chalicelib.services.ports.ledger import MemoTotals as MemoTotals
from chalicelib.services.ports.ledger import PaymentLists as PaymentLists
from chalicelib.services.ports.ledger import PaymentStore as PaymentStore
from chalicelib.services.ports.ledger import PostingStore as PostingStore
from chalicelib.services.ports.ledger import QuarantineStore as QuarantineStore
from chalicelib.services.ports.ledger import RecordStore as RecordStore
from chalicelib.services.ports.ledger import StartCounter as StartCounter
from chalicelib.services.ports.ledger import StuckPositions as StuckPositions
from chalicelib.services.ports.ledger import WorkQueue as WorkQueue
from chalicelib.services.ports.merges import MergeStore as MergeStore
from chalicelib.services.ports.merges import StoredCredit as StoredCredit
from chalicelib.services.ports.notices import Mail as Mail
from chalicelib.services.ports.notices import Mailer as Mailer
from chalicelib.services.ports.notices import NoticeStore as NoticeStore
from chalicelib.services.ports.operations import Clock as Clock
from chalicelib.services.ports.operations import Cursors as Cursors
from chalicelib.services.ports.operations import Metrics as Metrics
from chalicelib.services.ports.operations import RateLimitStore as RateLimitStore
from chalicelib.services.ports.operations import WorkMessages as WorkMessages
from chalicelib.services.ports.people import Directory as Directory
from chalicelib.services.ports.people import People as People
from chalicelib.services.ports.people import PeopleReader as PeopleReader
from chalicelib.services.ports.people import PeopleStore as PeopleStore
from chalicelib.services.ports.receipts import Receipts as Receipts
from chalicelib.services.ports.stripe import Accounts as Accounts
from chalicelib.services.ports.stripe import CardOnFile as CardOnFile
from chalicelib.services.ports.stripe import Cards as Cards
from chalicelib.services.ports.stripe import Customers as Customers
from chalicelib.services.ports.stripe import Disputes as Disputes
from chalicelib.services.ports.stripe import EventEndpoints as EventEndpoints
from chalicelib.services.ports.stripe import EventReader as EventReader
from chalicelib.services.ports.stripe import FraudWarnings as FraudWarnings
from chalicelib.services.ports.stripe import Movements as Movements
from chalicelib.services.ports.stripe import PaymentIntents as PaymentIntents
from chalicelib.services.ports.stripe import Refunds as Refunds
from chalicelib.services.ports.stripe import StartedIntent as StartedIntent
from chalicelib.services.ports.stripe import Stripe as Stripe
from chalicelib.services.ports.stripe import Transfers as Transfers
