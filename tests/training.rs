//! A run of training: the same again, resumed, steered, and gone wrong.

mod common;

use std::sync::Arc;

use candle_core::Tensor;
use common::bars;
use latent_lab::data::Images;
use latent_lab::model::{Activation, Architecture, Likelihood};
use latent_lab::rng::Rng;
use latent_lab::train::{Hyper, TrainError, Trainer};

fn images() -> Arc<Images> {
    Arc::new(bars(50, 1))
}

fn architecture() -> Architecture {
    Architecture::mirrored(images().shape, &[12, 7], 3)
}

fn hyper() -> Hyper {
    Hyper { batch: 16, learning_rate: 3e-3, beta: 1.0, seed: 5 }
}

fn trainer() -> Trainer {
    Trainer::new(&architecture(), hyper(), images()).unwrap()
}

fn steps(trainer: &mut Trainer, count: usize) -> Vec<f32> {
    (0..count).map(|_| trainer.step().unwrap().nelbo()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bits_and_another_others() {
    let run = |seed| {
        let mut trainer = Trainer::new(&architecture(), Hyper { seed, ..hyper() }, images()).unwrap();
        (steps(&mut trainer, 10), trainer.save().unwrap())
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5).0, run(6).0);
}

#[test]
fn parts_of_steps_equal_whole_ones_bit_for_bit() {
    let (mut whole, mut parts) = (trainer(), trainer());
    for step in 0..4 {
        let expected = whole.step().unwrap();
        // What was begun and dropped leaves nothing behind.
        parts.part().unwrap();
        parts.part().unwrap();
        parts.abandon_step();
        let done = (0..3).filter_map(|_| parts.part().unwrap()).next();
        assert_eq!(done, Some(expected), "{step}");
    }
    let image = images().take(7);
    assert_eq!(whole.model().encode_images(&image).unwrap(), parts.model().encode_images(&image).unwrap());
}

#[test]
fn the_loss_falls() {
    let mut trainer = trainer();
    let losses = steps(&mut trainer, 300);
    assert!(losses[299] < 0.8 * losses[0], "{} {}", losses[0], losses[299]);
}

#[test]
fn saved_and_resumed_equals_unbroken_bit_for_bit() {
    for activation in [Activation::Relu, Activation::Gelu, Activation::GeluErf, Activation::Tanh] {
        for likelihood in [Likelihood::Bernoulli, Likelihood::Gaussian { sigma: 0.3 }] {
            let architecture = Architecture { activation, likelihood, ..architecture() };
            let mut unbroken = Trainer::new(&architecture, hyper(), images()).unwrap();
            unbroken.set_input_dropout(0.2);
            unbroken.set_weight_decay(0.01);
            unbroken.set_augmentation(true);
            steps(&mut unbroken, 4);
            let mut resumed = Trainer::resume(&unbroken.save().unwrap(), images()).unwrap();
            // Beyond the end of an epoch of three batches.
            assert_eq!(steps(&mut unbroken, 7), steps(&mut resumed, 7));
            assert_eq!(unbroken.save().unwrap(), resumed.save().unwrap());
            assert_eq!(resumed.step_count(), 11);
        }
    }
}

#[test]
fn beta_changed_in_mid_run_equals_the_same_schedule_in_one_run() {
    let mut unbroken = trainer();
    steps(&mut unbroken, 5);
    unbroken.set_beta(4.0);
    unbroken.set_learning_rate(1e-2);
    steps(&mut unbroken, 5);

    let mut broken = trainer();
    steps(&mut broken, 5);
    let mut broken = Trainer::resume(&broken.save().unwrap(), images()).unwrap();
    broken.set_beta(4.0);
    broken.set_learning_rate(1e-2);
    steps(&mut broken, 5);
    assert_eq!(unbroken.save().unwrap(), broken.save().unwrap());

    let mut unchanged = trainer();
    steps(&mut unchanged, 10);
    assert_ne!(unbroken.save().unwrap(), unchanged.save().unwrap());
}

#[test]
fn augmentation_changes_what_is_seen_and_not_the_images() {
    let run = |augmentation| {
        let mut trainer = trainer();
        trainer.set_augmentation(augmentation);
        (steps(&mut trainer, 6), trainer.save().unwrap())
    };
    assert_eq!(run(true), run(true));
    assert_ne!(run(true).0, run(false).0);
    // An image that every symmetry leaves as it is trains the same run.
    let flat = |augmentation| {
        let images = Images { pixels: vec![77; 36 * 4], labels: vec![0; 4], ..(*images()).clone() };
        let mut trainer = Trainer::new(&architecture(), hyper(), Arc::new(images)).unwrap();
        trainer.set_augmentation(augmentation);
        steps(&mut trainer, 3)
    };
    assert_eq!(flat(true), flat(false));
}

#[test]
fn a_larger_beta_lowers_the_kl() {
    let kl = |beta| {
        let mut trainer = trainer();
        trainer.set_beta(beta);
        steps(&mut trainer, 300);
        trainer.model().terms(&images(), &Rng::new(0)).unwrap().kl
    };
    let (weak, strong) = (kl(0.1), kl(20.0));
    assert!(strong < 0.5 * weak, "{weak} {strong}");
}

#[test]
fn a_plain_autoencoder_trains_without_kl() {
    let architecture = Architecture { variational: false, ..architecture() };
    let mut trainer = Trainer::new(&architecture, hyper(), images()).unwrap();
    let losses = steps(&mut trainer, 200);
    assert!(losses[199] < losses[0]);
    let terms = trainer.step().unwrap();
    assert_eq!((terms.kl, terms.kl_per_dimension), (0.0, vec![0.0; 3]));
    let (_, logvar) = trainer.model().encode_images(&images()).unwrap();
    assert!(logvar.iter().all(|&value| value == f32::NEG_INFINITY));
}

#[test]
fn logits_of_200_stay_finite() {
    let mut trainer = trainer();
    for (name, parameter) in trainer.model().named_parameters() {
        if name == "decoder.2.bias" {
            let far: Vec<f32> = (0..36).map(|pixel| if pixel % 2 == 0 { 200.0 } else { -200.0 }).collect();
            parameter.set(&Tensor::from_vec(far, 36, parameter.device()).unwrap()).unwrap();
        }
    }
    let terms = trainer.model().terms(&images(), &Rng::new(0)).unwrap();
    assert!(terms.reconstruction.is_finite() && terms.reconstruction > 1000.0, "{terms:?}");
    assert!(steps(&mut trainer, 20).iter().all(|loss| loss.is_finite()));
}

#[test]
fn a_diverged_run_says_so_and_is_back_at_good_parameters() {
    for rate in [10.0, 1e5, 1e30] {
        let mut trainer = trainer();
        let good = trainer.model().terms(&images(), &Rng::new(0)).unwrap();
        steps(&mut trainer, 60);
        trainer.set_learning_rate(rate);
        let error = (0..500).find_map(|_| trainer.step().err());
        if let Some(error) = error {
            assert!(matches!(error, TrainError::Diverged { .. }), "{error}");
            let kept = trainer.model().terms(&images(), &Rng::new(0)).unwrap();
            assert!(kept.nelbo() < good.nelbo(), "rate {rate}: {kept:?} {good:?}");
        } else {
            assert!(rate < 100.0, "rate {rate} should diverge");
        }
    }
}

#[test]
fn what_cannot_be_trained_is_refused() {
    let refuse = |architecture: &Architecture, hyper: Hyper, images: Images| {
        Trainer::new(architecture, hyper, Arc::new(images)).err().map(|error| error.to_string())
    };
    assert!(refuse(&architecture(), hyper(), bars(0, 1)).is_some());
    assert!(refuse(&architecture(), Hyper { batch: 0, ..hyper() }, bars(9, 1)).is_some());
    assert!(refuse(&architecture(), Hyper { beta: f32::NAN, ..hyper() }, bars(9, 1)).is_some());
    let mut other = architecture();
    other.input.height = 5;
    assert!(refuse(&other, hyper(), bars(9, 1)).is_some());
    assert!(refuse(&Architecture { latent: 0, ..architecture() }, hyper(), bars(9, 1)).is_some());
    // A batch larger than the set is the set.
    let trainer = Trainer::new(&architecture(), Hyper { batch: 64, ..hyper() }, Arc::new(bars(9, 1))).unwrap();
    assert_eq!((trainer.last_batch_size(), trainer.batches_per_epoch()), (9, 1));
}

#[test]
fn a_saved_run_that_does_not_fit_is_refused() {
    let saved = trainer().save().unwrap();
    assert!(matches!(Trainer::resume(&saved, Arc::new(bars(49, 1))), Err(TrainError::Unfit(_))));
    assert!(Trainer::resume(&saved[..saved.len() - 4], images()).is_err());
    assert!(Trainer::resume(b"", images()).is_err());
}
