//! What users of the ledger rely on.
#![allow(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

mod figures;
mod sqlite;

mod on_file {
    sextant_store::ledger_suite!(|folder: &std::path::Path| sextant_store::SqliteLedger::open(
        &folder.join("store.db")
    )
    .unwrap());
}

mod in_memory {
    sextant_store::ledger_suite!(|_: &std::path::Path| sextant_store::SqliteLedger::in_memory().unwrap());
}
