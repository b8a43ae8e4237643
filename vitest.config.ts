import { defineConfig } from 'vitest/config';

// Tests import `#src/...`, which package.json maps to the compiled output: what is tested is what runs, worker threads included.
const shared = {
  testTimeout: 20_000,
  hookTimeout: 20_000,
  pool: 'forks' as const,
  maxWorkers: 2,
  // Deadlines of real sockets on a busy machine.
  expect: { poll: { timeout: 10_000 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'suite',
          include: ['test/**/*.test.ts'],
          exclude: ['test/nightly/**', 'test/live/live.test.ts', 'test/live/models.test.ts'],
          setupFiles: ['test/support/fixed-seed.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'nightly',
          include: ['test/nightly/**/*.test.ts', 'test/fuzz/**/*.test.ts', 'test/unit/agent/controller.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'live',
          include: ['test/live/live.test.ts', 'test/live/models.test.ts'],
          // A real engine takes its time, and may take one call at a time.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
