import { expect, test } from 'vitest';
import { botReplyingScenarios } from './bot-replying.js';
import { endedScenarios } from './ended.js';
import { mismatches } from './scenario.js';
import { silenceScenarios } from './silence.js';
import { userPausedScenarios } from './user-paused.js';
import { userSpeakingScenarios } from './user-speaking.js';

test('every row of the turn table has a scenario, and every scenario a row', () => {
  const scenarios = {
    Silence: silenceScenarios,
    UserSpeaking: userSpeakingScenarios,
    UserPaused: userPausedScenarios,
    BotReplying: botReplyingScenarios,
    Ended: endedScenarios,
  };
  expect(mismatches(scenarios)).toEqual([]);
  const { gone: _gone, ...withoutGone } = silenceScenarios;
  const told = mismatches({
    ...scenarios,
    Silence: withoutGone,
    Ended: { ...endedScenarios, dtmf: endedScenarios.gone! },
  });
  expect(told).toEqual(['no scenario for the row "Silence, gone"', 'a scenario for "Ended, dtmf", which is no row']);
});
