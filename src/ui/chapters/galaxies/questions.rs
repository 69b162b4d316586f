//! The notebook's long questions: what the axes mean, and what other trainings make of the same galaxies.

use web_sys::{HtmlProgressElement, HtmlSelectElement};

use super::{Galaxies, table};
use crate::protocol::galaxies::{Command as Order, Explained, Variant};
use crate::ui::dom::{self, PageError};
use crate::ui::page::conduct::tell;
use crate::ui::run::{Input, Side};

/// Sides that a comparison of sizes trains at, pixels.
const SIZES: [u32; 3] = [16, 32, 64];

impl Galaxies {
    /// Begins the table of the network on the screen.
    pub(super) fn explain(&self) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent == 0 {
            return Ok(());
        }
        self.asked.set(self.asked.get() + 1);
        let plane = self.axes(latent)?.map(|axis| axis as u32);
        self.known.borrow_mut().table = None;
        tell(self, Input::Side(Side::Table, false))?;
        dom::set_hidden("galaxies-explain-stop", false)?;
        dom::set_hidden("galaxies-explain-progress", false)?;
        self.order(Order::Explain { id: self.asked.get(), plane });
        Ok(())
    }

    pub(super) fn show_table(&self, table: Explained) -> Result<(), PageError> {
        let done = table.rows.len() as u32 == table.rows_total;
        let progress: HtmlProgressElement = dom::element("galaxies-explain-progress")?;
        progress.set_max(f64::from(table.rows_total));
        progress.set_value(table.rows.len() as f64);
        progress.set_hidden(done);
        dom::set_hidden("galaxies-explain-stop", done)?;
        tell(self, Input::Side(Side::Table, !done))?;
        let latent = self.known.borrow().latent();
        let plane = self.axes(latent)?;
        self.known.borrow_mut().table = Some(table);
        table::show(&self.known.borrow(), plane)
    }

    /// Ends the table that is in progress.
    pub(super) fn stop_explaining(&self) -> Result<(), PageError> {
        self.order(Order::StopExplaining);
        self.asked.set(self.asked.get() + 1);
        tell(self, Input::Side(Side::Table, false))?;
        dom::set_hidden("galaxies-explain-stop", true)?;
        dom::set_hidden("galaxies-explain-progress", true)
    }

    /// Ends the comparison, if one is in progress; the maps that are done stay.
    pub(super) fn stop_comparing(&self) -> Result<(), PageError> {
        if !self.conduct.machine().has(Side::Comparison) {
            return Ok(());
        }
        self.order(Order::StopComparing);
        self.compared.set(self.compared.get() + 1);
        self.variants.set(0);
        tell(self, Input::Side(Side::Comparison, false))?;
        self.stability.show_busy(false)?;
        dom::set_text("galaxies-compare-words", "Stopped.")
    }

    /// Trains again with other seeds, or at other sizes.
    pub(super) fn compare(&self) -> Result<(), PageError> {
        let Some(settings) = self.wanted.borrow().clone() else { return Ok(()) };
        if !self.conduct.machine().listens() {
            return Ok(());
        }
        self.conduct.pressed();
        tell(self, Input::Stop)?;
        let chosen = dom::element::<HtmlSelectElement>("galaxies-seeds")?.value();
        let (seed, size) = (settings.run.seed, settings.choice.size);
        let variants: Vec<Variant> = match chosen.parse::<u64>() {
            Ok(seeds) => (0..seeds).map(|i| Variant { seed: seed + i, size }).collect(),
            Err(_) => SIZES.map(|size| Variant { seed, size }).to_vec(),
        };
        self.compared.set(self.compared.get() + 1);
        self.known.borrow_mut().maps.clear();
        self.stability.clear()?;
        self.stability.going(0, variants.len() as u32, 0.0, settings.run.epochs)?;
        self.variants.set(variants.len());
        self.order(Order::Compare { id: self.compared.get(), settings: settings.run, variants });
        tell(self, Input::Side(Side::Comparison, true))
    }
}
