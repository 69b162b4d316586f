//! The Python program that the page hands out, run by PyTorch: it must find the page's numbers, train as the page does, on one
//! process as on two, prepare images as the page does, and write weights that the page reads.
//!
//! So are the lines of `docs/bring-a-network.md` that write a network's file. In place of Keras, which needs a thousand times the
//! room, stands `tests/program/keras.py`.
//!
//! These need a Python with PyTorch, NumPy, Pillow and astropy. `scripts/test` names one in `LATENT_LAB_TORCH` and runs them where
//! there is one; it says so where there is none.

#[path = "program/sets.rs"]
mod sets;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use latent_lab::data::upload::{Framing, Gathering};
use latent_lab::data::{Images, Shape};
use latent_lab::export::{Example, Recipe, script};
use latent_lab::model::weights::{Precision, from_another_program, from_safetensors, to_safetensors};
use latent_lab::model::{Activation, Architecture, Likelihood, Vae};
use latent_lab::rng::Rng;
use latent_lab::train::{Hyper, Trainer};

const WEIGHTS: &str = "weights.safetensors";
const SHAPE: Shape = Shape { height: 12, width: 12, channels: 1 };
const RECIPE: Recipe = Recipe { batch: 31, learning_rate: 1e-3, beta: 1.0, seed: 3, augment: true };

/// A folder of this test's own, emptied.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn python() -> Command {
    let mut command = Command::new(std::env::var("LATENT_LAB_TORCH").unwrap_or_else(|_| "python3".to_owned()));
    command.env("OMP_NUM_THREADS", "1");
    command
}

fn said(output: &Output) -> String {
    let [out, error] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{out}\n{error}");
    out
}

/// A version 1.0 file of NumPy's.
fn npy<T>(path: &Path, kind: &str, shape: &[usize], values: &[T], bytes: impl Fn(&T) -> Vec<u8>) {
    let sizes: String = shape.iter().map(|size| format!("{size},")).collect();
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sizes}), }}");
    header.extend(std::iter::repeat_n(' ', 63 - (10 + header.len()) % 64));
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    values.iter().for_each(|value| file.extend(bytes(value)));
    std::fs::write(path, file).unwrap();
}

fn floats(path: &Path, shape: &[usize], values: &[f32]) {
    npy(path, "<f4", shape, values, |value| value.to_le_bytes().to_vec());
}

/// Soft spots on a noisy ground.
fn spots(count: usize) -> Images {
    let mut rng = Rng::new(5);
    let mut pixels = Vec::new();
    for _ in 0..count {
        let (x, y, wide) = (3.0 + 6.0 * rng.uniform(), 3.0 + 6.0 * rng.uniform(), 1.0 + 2.0 * rng.uniform());
        for place in 0..144 {
            let (dx, dy) = ((place % 12) as f32 - x, (place / 12) as f32 - y);
            let light = 200.0 * (-(dx * dx + dy * dy) / (wide * wide)).exp();
            pixels.push((light + 30.0 * rng.uniform()) as u8);
        }
    }
    Images { shape: SHAPE, pixels, labels: vec![0; count] }
}

fn vae(activation: Activation, likelihood: Likelihood) -> Vae {
    let architecture = Architecture { activation, likelihood, ..Architecture::mirrored(SHAPE, &[24, 16], 3) };
    Vae::new(&architecture, &Rng::new(8)).unwrap()
}

/// The program beside the weights of `vae`.
fn save(folder: &Path, vae: &Vae, images: &Images) {
    save_prepared(folder, vae, images, &[]);
}

/// The same, for images that were made of their files so.
fn save_prepared(folder: &Path, vae: &Vae, images: &Images, preparation: &[(String, String)]) {
    std::fs::write(folder.join(WEIGHTS), to_safetensors(vae, Precision::F32, "spots").unwrap()).unwrap();
    let looked = vae.reconstruct(images, 0).unwrap();
    let example = Example { image: images.image(0), reconstruction: &looked.pixels };
    std::fs::write(folder.join("latent_lab.py"), script(WEIGHTS, &RECIPE, preparation, &example)).unwrap();
    npy(&folder.join("data.npy"), "|u1", &[images.len(), 12, 12], &images.pixels, |byte| vec![*byte]);
}

/// The columns of both terms in a log.
fn logged(path: &Path) -> Vec<[f64; 2]> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        [cells[1], cells[2]]
    };
    text.lines().skip(1).map(row).collect()
}

fn noise(rng: &mut Rng, count: usize) -> Vec<f32> {
    let mut eps = vec![0.0; count];
    rng.fill_normal(&mut eps);
    eps
}

/// Both backends' terms are the page's, and ten steps of training are the trainer's.
fn agrees(name: &str, activation: Activation, likelihood: Likelihood) {
    let (folder, images) = (folder(name), spots(50));
    let architecture = Architecture { activation, likelihood, ..Architecture::mirrored(SHAPE, &[24, 16], 3) };
    let hyper = Hyper { batch: 10, learning_rate: 1e-3, beta: 0.5, seed: 8 };
    let mut trainer = Trainer::new(&architecture, hyper, Arc::new(images.clone())).unwrap();
    save(&folder, trainer.model(), &images);
    let ours = trainer.model().terms(&images, &Rng::new(1)).unwrap();

    npy(&folder.join("images.npy"), "|u1", &[50, 144], &images.pixels, |byte| vec![*byte]);
    floats(&folder.join("evaluation.npy"), &[50, 3], &noise(&mut Rng::new(1).split("epsilon", 0), 150));
    let orders: Vec<u32> = (0..2).flat_map(|epoch| Rng::new(8).split("order", epoch).permutation(50)).collect();
    npy(&folder.join("order.npy"), "<u4", &[2, 50], &orders, |place| place.to_le_bytes().to_vec());
    let eps: Vec<f32> = (0..10).flat_map(|step| noise(&mut Rng::new(8).split("epsilon", step), 30)).collect();
    floats(&folder.join("noise.npy"), &[10, 10, 3], &eps);

    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program/steps.py");
    let text = said(&python().arg(driver).arg(&folder).output().unwrap());
    for backend in ["PyTorch", "NumPy"] {
        let line = text.lines().find_map(|line| line.strip_prefix(backend)).unwrap();
        let theirs: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let elbo = [-(theirs[0] + theirs[1]), -f64::from(ours.nelbo())];
        assert!((elbo[0] - elbo[1]).abs() < 1e-3, "{name}, {backend}: ELBO {elbo:?}");
        assert!((theirs[1] - f64::from(ours.kl)).abs() < 1e-3, "{name}, {backend}: KL {} {}", theirs[1], ours.kl);
    }
    let theirs = logged(&folder.join("steps.csv"));
    assert_eq!(theirs.len(), 10);
    for (step, theirs) in theirs.iter().enumerate() {
        let ours = trainer.step().unwrap();
        for (theirs, ours) in theirs.iter().zip([ours.reconstruction, ours.kl].map(f64::from)) {
            assert!((theirs - ours).abs() < 1e-4 * ours.abs().max(1.0), "{name}, step {}: {theirs} {ours}", step + 1);
        }
    }
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn page_and_program_agree_on_terms_and_steps() {
    agrees("bernoulli", Activation::Relu, Likelihood::Bernoulli);
    agrees("gaussian", Activation::Gelu, Likelihood::Gaussian { sigma: 0.3 });
    agrees("erf", Activation::GeluErf, Likelihood::Bernoulli);
}

/// Trains by these processes and returns the log and the weights.
fn trained(folder: &Path, processes: usize, port: u16, fresh: bool) -> (Vec<[f64; 2]>, Vec<u8>) {
    let [log, out] = ["csv", "safetensors"].map(|kind| folder.join(format!("{processes}.{kind}")));
    let start = |rank: usize| {
        let mut command = python();
        command.arg(folder.join("latent_lab.py")).arg("--data").arg(folder.join("data.npy"));
        command.args(["--epochs", "3", "--warm-up", "20"]).arg("--log").arg(&log).arg("--out").arg(&out);
        if fresh {
            command.args(["--fresh", "--hidden", "20", "--latent", "2"]);
        }
        let (rank, count) = (rank.to_string(), processes.to_string());
        command.envs([
            ("RANK", &rank),
            ("LOCAL_RANK", &rank),
            ("WORLD_SIZE", &count),
            ("MASTER_PORT", &port.to_string()),
        ]);
        command.env("MASTER_ADDR", "127.0.0.1");
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = (0..processes).map(start).collect();
    for child in running {
        said(&child.wait_with_output().unwrap());
    }
    (logged(&log), std::fs::read(&out).unwrap())
}

/// A port that nothing listens on at this moment.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn two_processes_lose_as_one_does_and_the_page_reads_what_they_write() {
    // 160 images, of which 128 are trained on in batches of 31: the processes' shares differ.
    let (folder, images) = (folder("processes"), spots(160));
    save(&folder, &vae(Activation::Relu, Likelihood::Bernoulli), &images);
    for fresh in [false, true] {
        let (one, weights) = trained(&folder, 1, free_port(), fresh);
        let (two, _) = trained(&folder, 2, free_port(), fresh);
        assert_eq!((one.len(), two.len()), (12, 12));
        for (step, (one, two)) in one.iter().zip(&two).enumerate().take(10) {
            let apart = one.iter().zip(two).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(apart < 1e-4, "step {}: {one:?} {two:?}", step + 1);
        }
        assert!(one.last().unwrap()[0] < one[0][0], "it learns: {one:?}");
        let read = from_safetensors(&weights).unwrap();
        assert_eq!(read.architecture().latent, if fresh { 2 } else { 3 });
        assert_eq!(read.architecture().encoder, if fresh { vec![20] } else { vec![24, 16] });
        let nelbo = read.terms(&images, &Rng::new(0)).unwrap().nelbo();
        assert!(f64::from(nelbo) < one[0][0], "{nelbo}");
    }
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn images_are_prepared_as_on_the_page() {
    let (folder, images) = (folder("images"), spots(5));
    save(&folder, &vae(Activation::Relu, Likelihood::Bernoulli), &images);
    for (name, colour, crop) in [
        ("cube.fits", false, 1.0),
        ("extensions.fits", false, 0.7),
        ("holes.fits", false, 1.0),
        ("u1.npy", false, 0.6),
        ("channels-last.npy", true, 1.0),
    ] {
        let file = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut gathering = Gathering::new(Framing { crop, ..Framing::default() }, "");
        gathering.add(name, std::fs::read(&file).unwrap());
        while gathering.step() {}
        gathering.settle();
        let own = gathering.take(16, colour, 0.1).images;
        let channels = own.shape.channels;
        let program = format!(
            "import sys; sys.path.insert(0, sys.argv[1]); import latent_lab; \
             latent_lab.np.save(sys.argv[1] + '/bytes.npy', latent_lab.load(sys.argv[2], 16, {channels}, {crop}, 0.1, 'auto'))"
        );
        said(&python().args(["-c", &program]).arg(&folder).arg(&file).output().unwrap());
        let bytes = std::fs::read(folder.join("bytes.npy")).unwrap();
        let theirs = &bytes[10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]))..];
        assert_eq!(theirs.len(), own.pixels.len(), "{name}");
        let apart = theirs.iter().zip(&own.pixels).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(apart <= Some(1), "{name}: {apart:?}");
    }
}

/// The Python of the page on networks of one's own: what writes a file, then PyTorch's lines, then those of Keras.
fn lines() -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/bring-a-network.md")).unwrap();
    page.split("```python\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Runs them in this folder, and then `more`.
fn run_lines(folder: &Path, place: usize, more: &str) -> String {
    let lines = lines();
    let program = format!("{}\n{}\n{more}", lines[0], lines[place]);
    let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/program");
    said(&python().current_dir(folder).env("PYTHONPATH", tests).args(["-c", &program]).output().unwrap())
}

fn numbers(text: &str) -> Vec<f32> {
    text.split_whitespace().map(|word| word.parse().unwrap()).collect()
}

#[test]
#[ignore = "needs a Python with PyTorch: scripts/test runs it where there is one"]
fn the_documented_lines_write_networks_that_the_page_reads() {
    let folder = folder("lines");
    let image =
        Images { shape: Shape::DIGIT, pixels: (0..784).map(|p| (p * 7 % 256) as u8).collect(), labels: vec![0] };
    let x = "x = (np.arange(784) * 7 % 256 / 255).astype(np.float32)";
    // What the networks themselves say: of PyTorch's by its own layers, of the stand-in's by the kernels as Keras has them.
    let pytorch = format!(
        "{x}\nwith torch.no_grad():\n    h = torch.relu(network.encoder['0'](torch.tensor(x)))\n    \
         mu, logvar = network.encoder['mu'](h), network.encoder['logvar'](h)\n    \
         out = torch.sigmoid(network.decoder['1'](torch.relu(network.decoder['0'](mu))))\n\
         print(*mu.numpy(), *logvar.numpy(), *out.numpy())"
    );
    let keras = format!(
        "{x}\nw = {{layer.name: layer.get_weights() for layer in encoder.layers + decoder.layers}}\n\
         dense = lambda name, h: h @ w[name][0] + w[name][1]\n\
         h = np.maximum(dense('encoder.0', x), 0)\nmu, logvar = dense('encoder.mu', h), dense('encoder.logvar', h)\n\
         out = 1 / (1 + np.exp(-dense('decoder.1', np.maximum(dense('decoder.0', mu), 0))))\n\
         print(*mu, *logvar, *out)"
    );
    for (place, file, more) in [(1, "from-pytorch.safetensors", pytorch), (2, "from-keras.safetensors", keras)] {
        let theirs = numbers(&run_lines(&folder, place, &more));
        let (network, other) = from_another_program(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert!(other.is_empty());
        let (mu, logvar) = network.encode_images(&image).unwrap();
        let apart = mu.iter().chain(&logvar).zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-4, "{file}: {mu:?} {logvar:?} {:?}", &theirs[..4]);
        let pixels = network.decode_pixels(&mu).unwrap();
        let off = pixels.iter().zip(&theirs[4..]).map(|(a, b)| (f32::from(*a) - 255.0 * b).abs()).fold(0.0, f32::max);
        assert!(off < 0.6, "{file}: {off}");
        assert_eq!(pixels.len(), theirs.len() - 4);
    }
}
