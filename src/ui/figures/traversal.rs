//! One slider per latent dimension. The picture that they decode to is a [`super::Picture`] beside them.
//!
//! ```ignore
//! let traversal = Traversal::new(dom::element("latent-traversal")?, TraversalOptions::default())?;
//! traversal.set_dimensions(2)?;
//! traversal.on_input(|z| decode(z));
//! traversal.set_z(&[0.5, -1.2])?;      // not reported
//! ```

use std::{cell::RefCell, rc::Rc};

use web_sys::{HtmlElement, HtmlInputElement, HtmlLabelElement, HtmlOutputElement};

use super::{callback::Callback, latent_name};
use crate::ui::dimensions::{by_kl, is_inactive, listed};
use crate::ui::weak::hears;
use crate::ui::{
    dom::{self, Listener, PageError},
    plot::scale::number,
};

/// Room for the names of dimensions, and for the word below it that marks one that carries nothing.
const PLAIN: &str = "2.2em";
const MARKED: &str = "3.8em";

#[derive(Clone, Debug)]
pub struct TraversalOptions {
    /// The sliders go from minus this to this, in the prior's standard deviations.
    pub reach: f32,
    pub step: f32,
}

impl Default for TraversalOptions {
    fn default() -> Self {
        Self { reach: 4.0, step: 0.02 }
    }
}

#[derive(Clone)]
pub struct Traversal(Rc<Inner>);

struct Inner {
    container: HtmlElement,
    options: TraversalOptions,
    rows: RefCell<Vec<Row>>,
    /// The dimensions from the top down.
    order: RefCell<Vec<usize>>,
    moved: Callback<[f32]>,
}

struct Row {
    row: HtmlElement,
    label: HtmlLabelElement,
    input: HtmlInputElement,
    output: HtmlOutputElement,
    value: f32,
    _listener: Listener,
}

impl Traversal {
    /// Takes over the container's content.
    ///
    /// # Errors
    /// Never; it is a `Result` as that of the other figures is.
    pub fn new(container: HtmlElement, options: TraversalOptions) -> Result<Self, PageError> {
        let inner = Inner {
            container,
            options,
            rows: RefCell::default(),
            order: RefCell::default(),
            moved: Callback::default(),
        };
        Ok(Self(Rc::new(inner)))
    }

    /// Makes this many sliders, all at 0, unless there are as many already.
    ///
    /// # Errors
    /// If the browser refuses an element or a listener.
    pub fn set_dimensions(&self, count: usize) -> Result<(), PageError> {
        if self.0.rows.borrow().len() == count {
            return Ok(());
        }
        self.0.container.set_text_content(None);
        let rows = (0..count).map(|i| Row::new(&self.0, i)).collect::<Result<Vec<_>, _>>()?;
        self.0.rows.replace(rows);
        self.0.order.replace((0..count).collect());
        Ok(())
    }

    /// Moves the sliders without reporting it.
    ///
    /// # Errors
    /// If the browser refuses a slider's text.
    pub fn set_z(&self, z: &[f32]) -> Result<(), PageError> {
        for (row, value) in self.0.rows.borrow_mut().iter_mut().zip(z) {
            row.value = *value;
            row.input.set_value(&value.to_string());
            row.describe()?;
        }
        Ok(())
    }

    /// Marks the dimensions that carry nothing, by the KL of each; of more than two, puts those that carry most first, unless the
    /// person is at one of the sliders.
    ///
    /// # Errors
    /// If the browser refuses the new order.
    pub fn set_kl(&self, kl: &[f64]) -> Result<(), PageError> {
        let rows = self.0.rows.borrow();
        if rows.len() != kl.len() {
            return Ok(());
        }
        for (i, (row, kl)) in rows.iter().zip(kl).enumerate() {
            row.label.set_text_content(Some(&listed(latent_name(i), *kl)));
        }
        let marked = kl.iter().any(|kl| is_inactive(*kl));
        dom::set_style(&self.0.container, "--name", if marked { MARKED } else { PLAIN })?;
        let focused = dom::document()?.active_element();
        let held = focused.is_some_and(|element| self.0.container.contains(Some(&element)));
        let order = by_kl(kl);
        if held || kl.len() <= 2 || *self.0.order.borrow() == order {
            return Ok(());
        }
        order.iter().try_for_each(|i| dom::append(&self.0.container, &rows[*i].row))?;
        self.0.order.replace(order);
        Ok(())
    }

    /// Where the sliders are.
    pub fn z(&self) -> Vec<f32> {
        self.0.z()
    }

    /// Reports every move that a person makes.
    pub fn on_input(&self, callback: impl Fn(&[f32]) + 'static) {
        self.0.moved.set(callback);
    }
}

impl Inner {
    fn z(&self) -> Vec<f32> {
        self.rows.borrow().iter().map(|row| row.value).collect()
    }

    fn moved(&self, index: usize) -> Result<(), PageError> {
        if let Some(row) = self.rows.borrow_mut().get_mut(index) {
            row.value = row.input.value().parse().unwrap_or(row.value);
            row.describe()?;
        }
        self.moved.call(&self.z());
        Ok(())
    }
}

impl Row {
    fn new(inner: &Rc<Inner>, index: usize) -> Result<Self, PageError> {
        let TraversalOptions { reach, step } = inner.options;
        let row: HtmlElement = dom::create("div")?;
        row.set_class_name("traversal-row");
        let id = format!("{}-z{}", inner.container.id(), index + 1);
        let label: HtmlLabelElement = dom::create("label")?;
        label.set_html_for(&id);
        label.set_text_content(Some(&latent_name(index)));
        let input: HtmlInputElement = dom::create("input")?;
        input.set_id(&id);
        input.set_type("range");
        input.set_min(&(-reach).to_string());
        input.set_max(&reach.to_string());
        input.set_step(&step.to_string());
        input.set_value("0");
        let output: HtmlOutputElement = dom::create("output")?;
        dom::set_attribute(&output, "for", &id)?;
        // The slider itself says its value.
        dom::set_attribute(&output, "aria-live", "off")?;
        dom::set_styles(
            &row,
            &[
                ("display", "grid"),
                ("grid-template-columns", "var(--name, 2.2em) minmax(0, 1fr) 3.2em"),
                ("align-items", "center"),
                ("column-gap", "0.6em"),
            ],
        )?;
        dom::set_style(&output, "text-align", "right")?;
        dom::set_style(&output, "font-variant-numeric", "tabular-nums")?;
        for child in [label.as_ref(), input.as_ref(), output.as_ref()] {
            dom::append(&row, child)?;
        }
        dom::append(&inner.container, &row)?;
        let moved = hears(inner, move |inner, _| {
            if let Err(error) = inner.moved(index) {
                dom::fail(&inner.container, &error);
            }
        });
        let listener = dom::listen(&input, "input", moved)?;
        let row = Self { row, label, input, output, value: 0.0, _listener: listener };
        row.describe()?;
        Ok(row)
    }

    fn describe(&self) -> Result<(), PageError> {
        let text = number(f64::from(self.value), 2);
        self.output.set_text_content(Some(&text));
        dom::set_attribute(&self.input, "aria-valuetext", &format!("{text} standard deviations of the prior"))
    }
}
