// Every control of the page's figures is pressed by some test: this table says by which, and fails when the page has a
// control that it does not name, or when a test that it names is gone or no longer speaks of the control.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { harness, open, until } from './helpers.mjs';

harness();

/** Chapter → the file of its tests → a test's title → the controls that it presses: their ids, or those of what they are in. */
const pressed = {
  intro: {
    hero: {
      'a drag over the manifold changes the digit': ['hero-manifold'],
      'the sliders and the point go by keyboard, each along its own axis': ['hero-sliders-z1', 'hero-sliders-z2', 'hero-manifold slider'],
    },
  },
  representation: {
    representation: {
      'a point of the flat sheet is a galaxy, and a place among images': ['sheet-flat', 'sheet-first-value', 'sheet-second-value', 'sheet-forget'],
      'the drawing turns by slider, by hand, and by itself where motion is welcome': ['sheet-space', 'sheet-angle', 'sheet-turning'],
      'other factors make another sheet': ['sheet-first', 'sheet-second'],
      'the same digits with labels, without, and by a code': ['ways-method', 'ways-labelled', 'ways-k', 'ways-seed', 'ways-supervised', 'ways-unsupervised', 'ways-learned'],
    },
  },
  som: {
    som: {
      'a cell that is pointed at is marked in all panels and tells what is in it': ['som-magnitude', 'som-redshift', 'som-sheet'],
      'arrow keys go one cell and stop at the rim': ['som-colour'],
      'seed, epochs, learning rate, start: other maps, of about the same quality': ['som-train', 'som-seed', 'som-epochs', 'som-rate', 'som-radius', 'som-pca', 'som-random'],
      'without a neighbourhood the sheet is crumpled; a torus does not fit; a bigger map fits closer': ['som-toroidal', 'som-planar', 'som-size'],
      'the deep sample is another map, called simulated': ['som-data'],
      'the fourth panel shows hit counts or the U-matrix': ['som-sheet-choice'],
      'a big map is trained with a progress bar, drawn meanwhile, and can be stopped': ['som-stop'],
    },
  },
  autoencoder: {
    autoencoder: {
      'the diagram shows real digits, their codes and their reconstructions': ['autoencoder-previous', 'autoencoder-next', 'autoencoder-random'],
      'the curve follows the slider, and a training of the chosen width puts its point on it': ['autoencoder-q', 'autoencoder-train', 'autoencoder-stop', 'autoencoder-own', 'autoencoder-shipped'],
      'both points decode, in a hole and at a code': ['holes-go', 'holes-digit', 'holes-plain-scatter slider', 'holes-variational-scatter slider'],
    },
  },
  vae: {
    vae: {
      'Draw z puts a new code on the plane, decodes it and keeps the trail': ['vae-draw'],
      'a digit goes through the diagram, and new noise moves z alone': ['vae-digit', 'vae-resample', 'vae-gradient'],
      'the KL by formula and by integration agree, and follow the sliders': ['vae-kl-mu-1', 'vae-kl-sigma-1', 'vae-kl-mu-2', 'vae-kl-sigma-2'],
      'both forms of the ELBO agree within their errors, and the bounds climb to the evidence': ['vae-samples', 'vae-again'],
      'both estimators of the gradient are right, and their variances are not alike': ['vae-integrand', 'vae-by', 'vae-grad-mu', 'vae-grad-sigma', 'vae-grad-samples', 'vae-grad-again'],
      'dearer nats buy less rate; a run of the lab gets a point': ['vae-series', 'vae-beta', 'vae-bars'],
    },
  },
  mnist: {
    training: {
      'a run in a tab in the background goes on': ['train', 'pause'],
      'Step advances one batch': ['step'],
      'Reset returns to the start and leaves no worker behind': ['reset'],
      'β = 20 in mid-run lowers the KL without a restart': ['beta-exact'],
      'settings are in the address, and the address brings them back': ['beta', 'seed', 'batch-size'],
      'another architecture begins anew, with the old result in sight until then': ['latent-dimensions', 'lab-view'],
      'the run has a traversal of as many sliders as dimensions, which follows the network and the marker': ['lab-traversal-z1', 'lab-traversal-z2', 'lab-manifold slider'],
      'the wall shows real digits: all, those of a label, earlier and later ones': ['wall-label', 'wall-previous', 'wall-next'],
      "the run's scatter is coloured, isolated, sampled and turned as is asked, and goes back": ['lab-legend button', 'lab-colour', 'lab-point-sampled', 'lab-point-mean', 'lab-ellipses', 'lab-prior', 'lab-axis-x', 'lab-axis-y'],
      "the run's manifold is laid out as is asked": ['lab-grid-uniform', 'lab-grid-inverse', 'lab-side', 'lab-range', 'lab-quantile'],
      // One digit stands for all ten, which are one control.
      'digits, images and hidden units shape the next run': ['digits input', 'training-images', 'hidden-units', 'epochs'],
    },
    faults: {
      'a run that diverges stops with a sentence and the last good parameters': ['learning-rate'],
    },
  },
  latent: {
    latent: {
      'one press sets both grids as the slide has them, and a link holds it': ['latent-slide'],
      'range, quantile, tiles and shade change the grids, and only those that they are of': ['latent-range', 'latent-quantile', 'latent-side', 'latent-mass'],
      'one point: two sliders, a marker on either grid, one digit': ['latent-traversal-z1', 'latent-traversal-z2', 'latent-uniform slider', 'latent-inverse slider'],
      'the scatter is coloured, isolated, sampled and drawn with ellipses as is asked, and goes back': ['latent-legend button', 'latent-colour', 'latent-point-sampled', 'latent-point-mean', 'latent-ellipses', 'latent-prior'],
      'the histograms are of samples or of means': ['latent-spread-means', 'latent-spread-samples'],
      'two digits are picked by click and by number, and both films follow': ['latent-path-a', 'latent-path-b', 'latent-end-a', 'latent-end-b', 'latent-path-plane'],
      'a digit drawn with the mouse is encoded, decoded and given neighbours': ['latent-pad', 'latent-pad-clear', 'latent-pad-index', 'latent-pad-load', 'latent-training-load'],
    },
    hero: {
      'the latent chapter shows the pretrained model': ['latent-draw'],
      'pointing at a digit shows it and its reconstruction': ['latent-scatter'],
    },
  },
  galaxies: {
    galaxies: {
      'problem 1: with bytes the loss has no least value': ['galaxies-divided', 'galaxies-pixel'],
      'problem 2: the wall shows real galaxies and what is measured on them': ['galaxies-pick', 'galaxies-more'],
      'problem 3: the layers follow the settings, and their parameters add up': ['galaxies-hidden', 'galaxies-latent'],
      'problem 4: train, plot, and ask the axes; chance is called noise': ['galaxies-train', 'galaxies-explain', 'galaxies-colour', 'galaxies-set', 'galaxies-size', 'galaxies-count', 'galaxies-epochs'],
      'problem 5: grids, samples, a traversal and an interpolation are decoded': ['galaxies-range', 'galaxies-quantile', 'galaxies-draw', 'galaxies-to', 'galaxies-sliders-z1'],
      'problem 6: more dimensions are reduced, and trainings are compared after alignment': ['galaxies-eight', 'galaxies-embed', 'galaxies-seeds', 'galaxies-compare', 'galaxies-compare-stop'],
      'Fashion-MNIST is fetched when chosen, coloured by class, and each class is asked about': ['galaxies-legend button'],
    },
    notebook: {
      'every setting of a run on galaxies makes another run; the same settings the same one': ['galaxies-reset', 'galaxies-beta', 'galaxies-batch', 'galaxies-rate', 'galaxies-seed', 'galaxies-likelihood', 'galaxies-augment', 'galaxies-channels', 'galaxies-images'],
      'the pretrained network comes back, with numbers of its own, where its images are shown': ['galaxies-shipped'],
      'the plane of the galaxies is sampled, turned and drawn with what is asked, and goes back': ['galaxies-point-mean', 'galaxies-point-sampled', 'galaxies-ellipses', 'galaxies-prior', 'galaxies-axis-x', 'galaxies-axis-y'],
      'another coordinate and another property are measured': ['galaxies-along', 'galaxies-measure'],
      'the table can be stopped, and asked for again': ['galaxies-explain-stop'],
      'tiles a side, the ends of the way and its kind, and a marker on either grid': ['galaxies-side', 'galaxies-from', 'galaxies-path-straight', 'galaxies-path-circle', 'galaxies-sliders-z2', 'galaxies-uniform slider', 'galaxies-inverse slider'],
    },
    uploads: {
      'every format is read, looked at and counted before it is used': ['upload-files', 'upload-discard'],
      'the stretch of measured values is previewed, and the images are used in the notebook': ['upload-stretch', 'upload-use'],
      'a folder is chosen, with all that lies below it': ['upload-folder'],
    },
    handin: {
      'answers outlive the tab and leave the page as one file that needs nothing else': ['answer-1', 'answer-2', 'answer-3', 'answer-4', 'answer-5', 'answer-6', 'handin-name', 'handin-report'],
      'codes, weights and program are saved, and the program repeats the reconstruction in NumPy': ['galaxies-pause', 'handin-table', 'handin-weights', 'handin-program'],
    },
  },
};

/** The controls of a chapter, each with its names: its id, what its label says, and what it is called aloud. A plot is one if it can be focused. */
function controls(page, chapter) {
  return page.locator(`#${chapter}`).evaluate((section) =>
    [...section.querySelectorAll('input, select, button, textarea, [role=slider], .plot[tabindex]')].map((control) => {
      const inside = control.parentElement.closest('[id]').id;
      const kind = control.getAttribute('role') ?? control.localName;
      const label = control.labels?.length ? control.labels[0].textContent : (control.textContent || control.ariaLabel);
      const spoken = control.localName === 'select' && control.labels?.length ? [...control.labels[0].childNodes].filter((node) => node !== control).map((node) => node.textContent).join('') : label;
      const alike = inside === 'digits' || !control.id;
      return { key: alike ? `${inside} ${kind}` : control.id, names: [control.id || inside, (spoken ?? '').replace(/\s+/g, ' ').trim(), control.ariaLabel ?? ''] };
    }),
  );
}

/** A test file's tests by title, each with what the file says outside of all tests, such as its helpers. */
function tests(file) {
  const [outside, ...parts] = readFileSync(new URL(`${file}.test.mjs`, import.meta.url), 'utf8').split(/^test\(/m);
  const found = new Map();
  for (const part of parts) {
    const [, title] = /^(['`"])(.*?)\1, /s.exec(part)?.slice(1) ?? [];
    const [body, ...helpers] = part.split(/^\}\);$/m);
    found.set(title, body);
    found.helpers = `${found.helpers ?? outside}${helpers.join('')}`;
  }
  return found;
}

for (const [chapter, files] of Object.entries(pressed)) {
  test(`every control of ${chapter} is pressed by a test`, async (t) => {
    const page = await open(t, { hash: chapter });
    // Some are made by the figures, when these come near.
    for (const plot of await page.locator(`#${chapter} .plot`).filter({ visible: true }).all()) await plot.scrollIntoViewIfNeeded();
    const named = Object.values(files).flatMap((titles) => Object.values(titles)).flat();
    const missing = async () => [...new Set((await controls(page, chapter)).map(({ key }) => key))].filter((key) => !named.includes(key));
    await until(async () => {
      const there = new Set((await controls(page, chapter)).map(({ key }) => key));
      for (const key of named) if (!there.has(key) && !(await page.locator(`[id="${key}"]`).count())) return false;
      return true;
    }, `all that the table names is in ${chapter}`, 60_000);
    assert.deepEqual(await missing(), [], 'controls that no test presses');
    const all = await controls(page, chapter);
    for (const [file, titles] of Object.entries(files)) {
      const known = tests(file);
      for (const [title, keys] of Object.entries(titles)) {
        const body = known.get(title);
        assert.ok(body, `${file} has a test “${title}”`);
        for (const key of keys) {
          const names = all.filter((control) => control.key === key).flatMap((control) => control.names);
          const words = [...new Set([key.split(' ')[0], ...names])].filter(Boolean);
          const source = `${body}${known.helpers}`;
          // In quotes, or as an id with its number sign.
          const speaks = (word) => ['#', "'", '"', '`'].some((before) => [' ', "'", '"', '`'].some((after) => source.includes(before + word + after)));
          assert.ok(words.some(speaks), `“${title}” speaks of ${key} (${words.join(', ')})`);
        }
      }
    }
  });
}
