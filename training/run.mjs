/** `npm run train:NAME`: compiles, then runs training/NAME.ts. */
import { setupBench } from '../scripts/setup.mjs';

const [name] = process.argv.splice(2, 1);
setupBench();
const compiled = new URL(`../dist/training/${name}.js`, import.meta.url);
process.argv[1] = compiled.pathname;
await import(compiled);
