"""A table brought back and the service moved onto it. The last of these files: the deployment is another afterwards."""

from __future__ import annotations

from infra.ops.operate.restore import Restore
from tests.deploy.rehearsal import Rehearsal
from tests.polling import until_cold


def test_a_table_brought_back_serves_in_place_of_the_other(rehearsal: Rehearsal) -> None:
    """Restored with stream and protection; the service, deployed onto it, knows every payment and makes receipts."""
    kim = rehearsal.patient("pat_kim")
    rehearsal.pay(kim, 900)
    storage = rehearsal.deployed.storage
    stream = Restore(rehearsal.client("dynamodb"), lambda said: None, poll_s=0.1).bring_back(
        storage["CreditTable"], None, "rehearsal-credit-restored"
    )
    table = rehearsal.client("dynamodb").describe_table(TableName="rehearsal-credit-restored")["Table"]
    assert table["DeletionProtectionEnabled"] and stream
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"by-clinic", "to-do"}
    # The emulator reads no expiry from a template; AWS has it from infra/templates/storage.yaml.
    rehearsal.client("dynamodb").update_time_to_live(
        TableName=storage["ClinicsTable"], TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    clinics = Restore(rehearsal.client("dynamodb"), lambda said: None, poll_s=0.1).bring_back(
        storage["ClinicsTable"], None, "rehearsal-clinics-restored"
    )
    expiry = rehearsal.client("dynamodb").describe_time_to_live(TableName="rehearsal-clinics-restored")
    assert clinics and expiry["TimeToLiveDescription"]["AttributeName"] == "expires"
    rehearsal.restored = {"CreditTable": "rehearsal-credit-restored", "CreditTableStreamArn": stream}
    rehearsal.deploy_again()
    paid = rehearsal.pay(kim, 600)
    assert kim.available == 1_500
    until_cold(lambda: kim.top_up(paid)["receipt"]["status"] == "ready")
