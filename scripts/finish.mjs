// Trunk's last step: lets the page's content security policy allow exactly the inline scripts that Trunk wrote, and names the
// build, so that the first worker can be started before the page's program is there.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const token = "'TRUNK_INLINE_HASH'";
const file = `${process.env.TRUNK_STAGING_DIR}/index.html`;
const page = readFileSync(file, 'utf8');
const hashes = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
  ([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
);
if (!page.includes(token) || hashes.length === 0) {
  console.error(`index.html lacks ${token} in its content security policy, or Trunk wrote no script.`);
  process.exit(1);
}
const build = process.env.LATENT_LAB_BUILD;
const named = build ? page.replace('<html', `<html data-build="${build}"`) : page;
writeFileSync(file, named.replace(token, hashes.join(' ')));
