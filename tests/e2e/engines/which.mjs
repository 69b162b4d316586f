// Which tests are for which engine, by file and title.
const touches = 'a finger that stops half way is moved by Chromium’s protocol';

/** Those that need Chromium's own protocol, and why: other engines skip them, and say so. */
export const chromiumOnly = {
  'alone.test.mjs': Object.fromEntries(
    [
      'a figure alone: nothing else, its height, and settings within their limits',
      'the lab in a frame trains and pauses when it is told',
      'in a deck of reveal.js, which scales its slides',
      'in a frame as Jupyter writes it, without storage',
      'in a sandbox without an origin the page that is one file works, and the other says so',
    ].map((title) => [title, 'the other drivers look into no frames']),
  ),
  'bring.test.mjs': { 'the notebook: a network with the images that it takes, its files, and a run beside it': 'files are dropped by Chromium’s protocol' },
  'hands.test.mjs': {
    'a mouse that comes back to the window with its button up drags nothing': 'other drivers move no pointer out of the window',
    'two fingers on a figure zoom the page, and the point goes back': touches,
  },
  'hero.test.mjs': { 'a finger drags as the mouse does': touches },
  'latent.test.mjs': { 'a finger draws, and the page stays where it is': touches },
  'offline.test.mjs': { 'another tab is left the build that it shows, whole, and that is let go when nobody shows it': 'tabs of the other drivers share no storage' },
  'single.test.mjs': { 'the page in a sandboxed frame of another page says so there': 'the other drivers look into no frames' },
  'training.test.mjs': { 'a run in a tab in the background goes on': 'two tabs of one window are brought to the front in turn' },
  'uploads.test.mjs': {
    'files are dropped': 'files are dropped by Chromium’s protocol',
    'a folder is dropped beside a file': 'files are dropped by Chromium’s protocol',
    'a folder is chosen, with all that lies below it': 'WebDriver gives an input files, not folders',
  },
};

/**
 * What the other engines run where all three are tested: each thing that the page does, once. A file that is not named here is
 * left out, and one without titles is run as a whole; `scripts/test e2e --engine NAME` runs everything.
 */
export const core = {
  'hero.test.mjs': ['a drag over the manifold changes the digit', 'the sliders and the point go by keyboard, each along its own axis'],
  'landing.test.mjs': null,
  'numbers.test.mjs': null,
  'single.test.mjs': null,
  'alone.test.mjs': ['a point goes where the pointer is, whatever a style sheet does to the figure'],
  'takeaway.test.mjs': ['numbers are those that are drawn', 'a picture is light in the dark theme, twice as fine as the screen, and the page stays as it was'],
  'offline.test.mjs': [
    'without a network the page opens again, trains, and opens a chapter that was never open',
    'a newer build is announced, and comes when it is taken',
    'where registration is refused, the page works as without',
    'where storage is full nothing is kept, and the page works as without',
  ],
  'training.test.mjs': [
    'training lowers the held-out loss and moves every figure',
    'Pause holds the run within one batch',
    'Step advances one batch',
    'Reset returns to the start and leaves no worker behind',
    'β = 20 in mid-run lowers the KL without a restart',
    'settings are in the address, and the address brings them back',
  ],
  'som.test.mjs': ['a cell that is pointed at is marked in all panels and tells what is in it', 'the fourth panel shows hit counts or the U-matrix'],
  'autoencoder.test.mjs': null,
  'vae.test.mjs': ['a digit goes through the diagram, and new noise moves z alone'],
  'latent.test.mjs': ['one point: two sliders, a marker on either grid, one digit', 'a digit drawn with the mouse is encoded, decoded and given neighbours'],
  'galaxies.test.mjs': ['problem 4: train, plot, and ask the axes; chance is called noise'],
  'notebook.test.mjs': ['tiles a side, the ends of the way and its kind, and a marker on either grid'],
  'uploads.test.mjs': ['every format is read, looked at and counted before it is used'],
  'handin.test.mjs': [
    'answers outlive the tab and leave the page as one file that needs nothing else',
    'codes, weights and program are saved, and the program repeats the reconstruction in NumPy',
  ],
  'faults.test.mjs': [
    'weights that are missing are reported; the lab works',
    'digits that are truncated are reported; the hero works',
    "a page's program that does not arrive is reported",
    'a run that diverges stops with a sentence and the last good parameters',
    'a worker that traps in mid-run is reported and replaced',
    "an upload's worker that traps is spoken of, and other files can be chosen",
    'a link with nonsense in it opens all the same',
  ],
};
