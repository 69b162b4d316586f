// The same step in TensorFlow.js on its WebAssembly backend, fused as far as it allows.

const folder = new URL('node_modules/@tensorflow/', import.meta.url).href;

function script(address) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

export class Tensorflow {
  /** Loads the library and builds a network of this shape. */
  static async load(pixels, hidden, latent, batch) {
    await script(`${folder}tfjs/dist/tf.min.js`);
    await script(`${folder}tfjs-backend-wasm/dist/tf-backend-wasm.min.js`);
    tf.wasm.setWasmPaths(`${folder}tfjs-backend-wasm/dist/`);
    tf.wasm.setThreadsCount(navigator.hardwareConcurrency);
    if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no wasm backend here');
    await tf.ready();
    return new Tensorflow(pixels, hidden, latent, batch);
  }

  constructor(pixels, hidden, latent, batch) {
    this.threads = tf.wasm.getThreadsCount();
    const weight = (inputs, outputs) => tf.variable(tf.randomNormal([inputs, outputs], 0, Math.sqrt(2 / inputs)));
    const bias = (outputs) => tf.variable(tf.zeros([outputs]));
    const layer = (inputs, outputs) => ({ w: weight(inputs, outputs), b: bias(outputs) });
    const dense = (x, { w, b }) => tf.add(tf.matMul(x, w), b);
    this.layers = {
      hidden: layer(pixels, hidden),
      mu: layer(hidden, latent),
      logvar: layer(hidden, latent),
      back: layer(latent, hidden),
      logits: layer(hidden, pixels),
    };
    this.adam = tf.train.adam(1e-3);
    this.x = tf.randomUniform([batch, pixels]);
    this.loss = () =>
      tf.tidy(() => {
        const h = tf.relu(dense(this.x, this.layers.hidden));
        const mu = dense(h, this.layers.mu);
        const logvar = dense(h, this.layers.logvar);
        const z = tf.add(mu, tf.mul(tf.exp(tf.mul(logvar, 0.5)), tf.randomNormal([batch, latent])));
        const l = dense(tf.relu(dense(z, this.layers.back)), this.layers.logits);
        const softplus = tf.add(tf.relu(l), tf.log1p(tf.exp(tf.neg(tf.abs(l)))));
        const reconstruction = tf.sum(tf.sub(softplus, tf.mul(this.x, l)), 1);
        const kl = tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(mu), tf.exp(logvar)), tf.add(logvar, 1)), 1));
        return tf.mean(tf.add(reconstruction, kl));
      });
  }

  /** One batch; resolves to its loss. */
  async step() {
    const cost = this.adam.minimize(this.loss, true);
    const [value] = await cost.data();
    cost.dispose();
    return value;
  }

  free() {
    tf.dispose([this.x, ...Object.values(this.layers).flatMap(({ w, b }) => [w, b])]);
    this.adam.dispose();
  }
}
