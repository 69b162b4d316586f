//! The upload's tables as messages, and a person's choices from them.

use crate::data::table::Role;
use crate::data::upload::{Choices, ColumnChoice, ColumnFound, TableChoice, Used};
use crate::protocol::upload as told;

/// What becomes of the tables, for the page.
pub fn written(used: Used) -> told::Tables {
    let splits = used.splits;
    let split = splits.options.iter().position(|(option, _)| *option == splits.chosen).unwrap_or(0);
    let tables = used.tables.into_iter().map(|table| told::Table {
        name: table.name,
        sentence: table.sentence,
        by_order: table.by_order,
        columns: table.columns.into_iter().map(column).collect(),
    });
    told::Tables {
        tables: tables.collect(),
        splits: splits.options.into_iter().map(|(_, words)| words).collect(),
        split: split as u32,
    }
}

fn column(found: ColumnFound) -> told::Column {
    told::Column {
        name: found.name,
        unit: found.unit,
        kind: found.kind.words().to_owned(),
        missing: found.missing as u32,
        range: found.least_median_most,
        values: found.values,
        sentinels: found.sentinels,
        choice: told::ColumnChoice { role: found.role.index(), keep_sentinels: found.keep_sentinels },
        note: found.note,
    }
}

/// What the person chose, of what was on offer.
pub fn chosen(choices: told::Choices, used: &Used) -> Choices {
    let column = |choice: &told::ColumnChoice| ColumnChoice {
        role: Some(Role::at(choice.role)),
        keep_sentinels: choice.keep_sentinels,
    };
    let table = |choice: &told::TableChoice| TableChoice {
        by_order: choice.by_order,
        columns: choice.columns.iter().map(column).collect(),
    };
    let split = used.splits.options.get(choices.split as usize);
    Choices {
        tables: choices.tables.iter().map(table).collect(),
        held_out: split.map(|(option, _)| *option).unwrap_or_default(),
    }
}
