//! Commands that wait to be answered: the newest of a figure only, and first those of the chapters in view. Those that need
//! what is still loading wait meanwhile.

use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};

use crate::protocol::{Command, Guest, Slot, latent, vae};

#[derive(Default)]
pub(super) struct Queue {
    waiting: VecDeque<Command>,
    /// Those that need files, or a run, that are not here yet.
    aside: Vec<Command>,
    /// Guests in view; before the page says so, all are alike.
    in_view: Option<Vec<Guest>>,
}

/// What is asked of the worker for one figure, so that a newer request makes an older one stale.
#[derive(PartialEq)]
enum Figure {
    Slot(Slot),
    Run,
    Moment,
    Drawing,
    Vae(Discriminant<vae::Command>),
}

impl Queue {
    pub fn push(&mut self, command: Command) {
        if let Command::InView(guests) = command {
            self.in_view = Some(guests);
            return;
        }
        if let Some(figure) = figure(&command) {
            self.waiting.retain(|queued| self::figure(queued).as_ref() != Some(&figure));
            self.aside.retain(|queued| self::figure(queued).as_ref() != Some(&figure));
        }
        self.waiting.push_back(command);
    }

    /// Puts a command aside till [`Self::again`].
    pub fn put_aside(&mut self, command: Command) {
        self.aside.push(command);
    }

    /// Something that was missing is here, or will not come: what stood aside goes first.
    pub fn again(&mut self) {
        for command in self.aside.drain(..).rev() {
            self.waiting.push_front(command);
        }
    }

    /// What stands aside was asked of a network that goes.
    pub fn forget_aside(&mut self) {
        self.aside.clear();
    }

    /// The next to be answered: what a guest out of view asks comes after all else.
    pub fn pop(&mut self) -> Option<Command> {
        let next = self.waiting.iter().position(|command| self.goes_first(command.guest())).unwrap_or(0);
        self.waiting.remove(next)
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Something waits that does not come after the work in view.
    pub fn is_urgent(&self) -> bool {
        self.waiting.iter().any(|command| self.goes_first(command.guest()))
    }

    /// Is this guest in view, or does the command belong to no guest?
    pub fn goes_first(&self, guest: Option<Guest>) -> bool {
        match (guest, &self.in_view) {
            (Some(guest), Some(in_view)) => in_view.contains(&guest),
            _ => true,
        }
    }
}

fn figure(command: &Command) -> Option<Figure> {
    match command {
        Command::Decode { slot, .. } | Command::Reconstruct { slot, .. } => Some(Figure::Slot(*slot)),
        // A run that was not yet set up.
        Command::Configure { .. } | Command::Resume { .. } => Some(Figure::Run),
        Command::LookBack { .. } => Some(Figure::Moment),
        Command::Latent(latent::Command::Draw { .. }) => Some(Figure::Drawing),
        // Every draw from the prior is shown.
        Command::Vae(vae::Command::Decode { .. }) => None,
        Command::Vae(command) => Some(Figure::Vae(discriminant(command))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Floats;

    fn decode(slot: Slot, id: u32) -> Command {
        Command::Decode { slot, id, z: Floats(Vec::new()) }
    }

    fn bound(id: u32) -> Command {
        Command::Vae(vae::Command::Bound { id, index: 0, seed: 0 })
    }

    fn all(mut queue: Queue) -> Vec<Command> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    fn queue(commands: impl IntoIterator<Item = Command>) -> Queue {
        let mut queue = Queue::default();
        commands.into_iter().for_each(|command| queue.push(command));
        queue
    }

    #[test]
    fn those_in_view_come_first_and_else_in_order() {
        let seen = Command::InView(vec![Guest::Vae]);
        let asked = [decode(Slot::Uniform, 1), bound(2), decode(Slot::Hero, 3), Command::EncodeHeldOut];
        let [uniform, bound, hero, encode] = asked.clone();
        assert_eq!(all(queue(asked.clone())), asked);
        assert_eq!(all(queue(asked.into_iter().chain([seen]))), [bound, encode, uniform, hero]);
    }

    #[test]
    fn the_newest_of_a_figure_replaces_older_ones() {
        let asked = [bound(1), decode(Slot::Hero, 2), bound(3), decode(Slot::Hero, 4), decode(Slot::HeroGrid, 5)];
        assert_eq!(all(queue(asked)), [bound(3), decode(Slot::Hero, 4), decode(Slot::HeroGrid, 5)]);
    }

    #[test]
    fn what_stands_aside_comes_back_first_unless_a_newer_one_replaced_it() {
        let mut queue = queue([decode(Slot::Hero, 2)]);
        queue.put_aside(bound(1));
        queue.put_aside(decode(Slot::Hover, 1));
        queue.push(bound(3));
        queue.again();
        assert_eq!(all(queue), [decode(Slot::Hover, 1), decode(Slot::Hero, 2), bound(3)]);
    }

    #[test]
    fn only_what_is_out_of_view_can_wait() {
        let mut queue = queue([Command::InView(vec![Guest::Intro]), decode(Slot::Uniform, 1)]);
        assert!(!queue.is_urgent() && !queue.is_empty());
        queue.push(Command::Pause);
        assert!(queue.is_urgent());
    }
}
