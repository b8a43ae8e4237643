#!/usr/bin/env node
/** The command: makes the checkout ready, then hands over to src/main.ts. */
import { setup } from '../scripts/setup.mjs';

setup();
await import('../dist/main.js');
