//! The safetensors format: named tensors and strings in one file, not trusted when read, and read while still arriving.
//!
//! Tensors lie in the order of their names and the strings in theirs, so that the same content is the same bytes.

use std::collections::BTreeMap;

use half::{bf16, f16};
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde_json::{Value, json};

use super::foreign;

/// A longer header is refused.
const LONGEST_HEADER: u64 = 1 << 20;

/// Why a file of tensors cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TensorsError {
    #[error("this is not a safetensors file{0}")]
    Foreign(&'static str),
    #[error("the file is damaged: its header cannot be read ({0})")]
    Header(#[from] serde_json::Error),
    #[error("the file is damaged or cut short: {announced} bytes of tensors are announced, {found} are there")]
    Length { announced: usize, found: usize },
    #[error("the file has no tensor {name}; it has {}", listed(.found))]
    Missing { name: String, found: Vec<String> },
    #[error("tensor {name} has the shape {found:?} where {expected:?} is needed{}", transposed(.expected, .found))]
    Shape { name: String, expected: Vec<usize>, found: Vec<usize> },
    #[error(
        "tensor {name} holds numbers of the kind {found:?}: F16, BF16, F32 and F64 are floating point numbers that are read"
    )]
    Numbers { name: String, found: Dtype },
    #[error("tensor {0} holds values that are not finite numbers, NaN or ∞: the training that wrote it diverged")]
    NotFinite(String),
    #[error("tensor {0} holds values that 32 bits cannot hold")]
    TooLarge(String),
    #[error("the file's metadata says no \"{name}\": write it as a string, such as {example:?}, with the tensors")]
    Unsaid { name: &'static str, example: &'static str },
    #[error("the file's \"{name}\" is {found:?}, which is not understood: it should be like {example:?}")]
    Metadata { name: &'static str, found: String, example: &'static str },
}

/// Some of the tensors that a file has.
fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    let first = names[..names.len().min(MOST)].join(", ");
    match names.len() {
        0 => "none".to_owned(),
        count if count > MOST => format!("{first} and {} more", count - MOST),
        _ => first,
    }
}

fn transposed(expected: &[usize], found: &[usize]) -> &'static str {
    let turned = found.iter().rev().eq(expected);
    if turned && found != expected {
        ": it is transposed; weights are [out, in], as PyTorch's are and Keras' are not"
    } else {
        ""
    }
}

/// What a string of the metadata may look like.
fn example(name: &str) -> &'static str {
    match name {
        "input" => "28,28,1",
        "latent" => "2",
        "activation" => "relu, tanh or gelu",
        "gelu" => "tanh or erf",
        "likelihood" => "bernoulli or gaussian",
        "sigma" => "0.1",
        _ => "a number",
    }
}

/// How a number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Rounded to half precision: two bytes a number.
    F16,
    /// Exact.
    F32,
}

/// One tensor to write.
pub(crate) struct Named {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// The bytes of a file with these tensors and strings.
pub(crate) fn write(
    mut tensors: Vec<Named>,
    strings: &BTreeMap<&'static str, String>,
    precision: Precision,
) -> Result<Vec<u8>, TensorsError> {
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    let (label, size) = match precision {
        Precision::F16 => ("F16", 2),
        Precision::F32 => ("F32", 4),
    };
    let mut header: BTreeMap<&str, Value> = BTreeMap::from([("__metadata__", json!(strings))]);
    let mut end = 0;
    for tensor in &tensors {
        let start = end;
        end += tensor.values.len() * size;
        header.insert(&tensor.name, json!({ "dtype": label, "shape": tensor.shape, "data_offsets": [start, end] }));
    }
    let mut header = serde_json::to_vec(&header)?;
    // Tensors begin on a multiple of 8 bytes, as the format asks.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut file = Vec::with_capacity(8 + header.len() + end);
    file.extend((header.len() as u64).to_le_bytes());
    file.extend(header);
    for tensor in &tensors {
        let fits = |value: &f32| match precision {
            Precision::F16 => f16::from_f32(*value).is_finite(),
            Precision::F32 => value.is_finite(),
        };
        if !tensor.values.iter().all(fits) {
            return Err(TensorsError::NotFinite(tensor.name.clone()));
        }
        match precision {
            Precision::F16 => file.extend(tensor.values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes())),
            Precision::F32 => file.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes())),
        }
    }
    Ok(file)
}

/// A file, or as much of it as has arrived.
pub struct File<'a> {
    header: Metadata,
    /// The tensors' bytes so far.
    data: &'a [u8],
}

impl<'a> File<'a> {
    /// A complete file.
    ///
    /// # Errors
    ///
    /// As [`Self::arriving`], and if it has fewer or more bytes than its header says.
    pub fn whole(bytes: &'a [u8]) -> Result<Self, TensorsError> {
        let file = Self::arriving(bytes)?.ok_or(TensorsError::Foreign(foreign::hint(bytes)))?;
        let (announced, found) = (file.header.data_len(), file.data.len());
        if announced == found { Ok(file) } else { Err(TensorsError::Length { announced, found }) }
    }

    /// The beginning of a file; `None` while its header is not complete.
    ///
    /// # Errors
    ///
    /// If the bytes are not those of such a file, or its header cannot be read.
    pub fn arriving(bytes: &'a [u8]) -> Result<Option<Self>, TensorsError> {
        let Some((length, rest)) = bytes.split_first_chunk::<8>() else { return Ok(None) };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER || rest.first().is_some_and(|&byte| byte != b'{') {
            return Err(TensorsError::Foreign(foreign::hint(bytes)));
        }
        let Some((header, data)) = rest.split_at_checked(length as usize) else { return Ok(None) };
        Ok(Some(Self { header: serde_json::from_slice(header)?, data }))
    }

    pub fn string(&self, name: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(name).map(String::as_str)
    }

    /// The string `name` as `read` parses it.
    ///
    /// # Errors
    ///
    /// If the file has no such string, or it is not understood.
    pub fn parse<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, TensorsError> {
        let found = self.string(name).ok_or(TensorsError::Unsaid { name, example: example(name) })?;
        read(found).ok_or_else(|| TensorsError::Metadata { name, found: found.to_owned(), example: example(name) })
    }

    /// The names of all tensors, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.header.tensors().into_keys().collect();
        names.sort_unstable();
        names
    }

    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.header.info(name).map(|info| info.shape.as_slice())
    }

    /// Whether every tensor whose name begins with `prefix` has arrived.
    pub fn has_arrived(&self, prefix: &str) -> bool {
        let tensors = self.header.tensors();
        let mut wanted = tensors.iter().filter(|(name, _)| name.starts_with(prefix));
        wanted.all(|(_, info)| info.data_offsets.1 <= self.data.len())
    }

    /// The names of all tensors, first those that begin most like `name`.
    fn names_like(&self, name: &str) -> Vec<String> {
        let alike = |other: &str| name.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        let mut names = self.names();
        names.sort_by_key(|other| std::cmp::Reverse(alike(other)));
        names
    }

    /// The finite numbers of a tensor that must have this shape, in the order of its bytes.
    ///
    /// # Errors
    ///
    /// If the file has no such tensor of that shape, or its numbers are not finite or of a kind that is not read.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, TensorsError> {
        let missing = || TensorsError::Missing { name: name.to_owned(), found: self.names_like(name) };
        let info: &TensorInfo = self.header.info(name).ok_or_else(missing)?;
        if info.shape != shape {
            let (name, expected, found) = (name.to_owned(), shape.to_vec(), info.shape.clone());
            return Err(TensorsError::Shape { name, expected, found });
        }
        let bytes = self.data.get(info.data_offsets.0..info.data_offsets.1).ok_or_else(missing)?;
        let values: Vec<f32> = match info.dtype {
            Dtype::F16 => bytes.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
            Dtype::BF16 => bytes.chunks_exact(2).map(|b| bf16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
            Dtype::F32 => bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
            Dtype::F64 => return rounded(name, bytes),
            found => return Err(TensorsError::Numbers { name: name.to_owned(), found }),
        };
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(values),
            false => Err(TensorsError::NotFinite(name.to_owned())),
        }
    }
}

/// Numbers of 64 bits, rounded to 32.
fn rounded(name: &str, bytes: &[u8]) -> Result<Vec<f32>, TensorsError> {
    let number = |eight: &[u8; 8]| match f64::from_le_bytes(*eight) {
        value if !value.is_finite() => Err(TensorsError::NotFinite(name.to_owned())),
        value if (value as f32).is_infinite() => Err(TensorsError::TooLarge(name.to_owned())),
        value => Ok(value as f32),
    };
    bytes.as_chunks::<8>().0.iter().map(number).collect()
}
