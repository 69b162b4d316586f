//! Fashion-MNIST (Xiao, Rasul & Vollgraf 2017): what its labels mean. The images are IDX files as MNIST's are.

/// The classes by their label, in its authors' words.
pub const CLASSES: [&str; 10] =
    ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
