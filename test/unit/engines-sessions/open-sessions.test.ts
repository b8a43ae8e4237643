import { describe, expect, test } from 'vitest';
import { OpenSessions } from '#src/engines/sessions/open-sessions.js';

const session = () => {
  const opened = {
    isClosed: false,
    close: async () => {
      opened.isClosed = true;
    },
  };
  return opened;
};

describe('the open sessions of an engine', () => {
  test('are as many as it has places for: the next one is refused until one ends', () => {
    const sessions = new OpenSessions('two', { languages: ['en'], concurrentSessions: 2 });
    const [first, second] = [session(), session()];
    sessions.add(first);
    expect(sessions.health).toEqual({ up: true, freeSessions: 1 });
    sessions.add(second);
    expect(sessions.health).toEqual({ up: true, freeSessions: 0 });
    expect(() => sessions.admit({ language: 'en' })).toThrow(expect.objectContaining({ code: 'ENGINE_UNAVAILABLE' }));
    sessions.delete(first);
    sessions.admit({ language: 'en' });
  });

  test('are only of its languages', () => {
    const sessions = new OpenSessions('English', { languages: ['en'] });
    sessions.admit({ language: 'en' });
    expect(() => sessions.admit({ language: 'yue' })).toThrow(expect.objectContaining({ code: 'ENGINE_UNAVAILABLE' }));
  });

  test('are without number where it knows no limit, and all end with it', async () => {
    const sessions = new OpenSessions('many', { languages: ['en'] });
    const opened = Array.from({ length: 50 }, session);
    for (const one of opened) sessions.add(one);
    expect(sessions.health).toEqual({ up: true });
    await sessions.close();
    expect(opened.every(({ isClosed }) => isClosed)).toBe(true);
  });
});
