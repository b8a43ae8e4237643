import { expect, test } from 'vitest';
import { systemClock as clock } from '#src/core/clock.js';
import { UndertoneError } from '#src/core/errors.js';
import { silentLog as log } from '#src/core/log.js';
import type { RealtimeLink } from '#src/engines/realtime/link.js';
import { LinkKeeper } from '#src/engines/realtime/link-keeper.js';

test('a session that ends as soon as it is open is none', async () => {
  const busy = new UndertoneError('ENGINE_UNAVAILABLE', 'restarting');
  const links: RealtimeLink[] = [];
  const keeper = new LinkKeeper({
    clock,
    log,
    open: async ({ onLost }) => {
      onLost(busy, false);
      return {} as RealtimeLink;
    },
    isBetweenReplies: () => true,
    isQuiet: () => true,
    onLinked: (link) => links.push(link),
    onEvent: () => {},
    onLost: () => {},
  });
  await expect(keeper.start()).rejects.toBe(busy);
  expect(links).toEqual([]);
});
