import { describe, expect, test } from 'vitest';
import { acceptsHuman } from '#src/agent/mood/consent.js';
import { noMoodYet } from '#src/agent/mood/mood.js';
import { decide, defaultMoodPolicy, type MoodPolicy, nothingDone } from '#src/agent/mood/policy.js';
import type { Language } from '#src/core/language.js';
import type { Evidence, Mood, MoodLevel } from '#src/core/mood.js';

const angry: Evidence = { source: 'voice', anger: 0.8, detail: 'score 0.95' };
const threat: Evidence = { source: 'words', anger: 0.5, detail: 'complaint, threat' };

const mood = (level: MoodLevel, ...evidence: readonly Evidence[]): Mood => ({ ...noMoodYet.mood, level, evidence });

/** What is done after each of the turns. */
function deeds(policy: Partial<MoodPolicy>, turns: readonly Mood[], canTransfer = true): readonly string[] {
  let done = nothingDone;
  return turns.map((each) => {
    const decision = decide({ ...defaultMoodPolicy, ...policy }, done, each, canTransfer);
    done = decision.deeds;
    return decision.actions.join(' and ');
  });
}

const rising = mood('rising', angry);
const sustained = mood('sustained', angry);

describe('an upset caller', () => {
  test('is apologised to once, and again only after the cool-down, and not more often than the cap', () => {
    const turns = Array<Mood>(12).fill(rising);
    const said = deeds({ coolDownTurns: 3, mostApologies: 2 }, turns);
    expect(said).toEqual(['apologise', '', '', '', 'apologise', '', '', '', '', '', '', '']);
  });

  test('is not apologised to for a turn without anger in it, though the mood is still raised', () => {
    expect(deeds({}, [mood('rising'), mood('rising', { ...angry, anger: 0.1 }), rising])).toEqual([
      '',
      '',
      'apologise',
    ]);
  });

  test('who stays so is offered a human, with the same caps', () => {
    const turns = [rising, rising, ...Array<Mood>(8).fill(sustained)];
    const offers = deeds({ mostApologies: 0, mostOffers: 2, coolDownTurns: 3 }, turns);
    expect(offers).toEqual(['', '', 'offer-human', '', '', '', 'offer-human', '', '', '']);
  });

  test('is offered one after as many sustained turns as the policy says, counted anew when it was calm', () => {
    const policy = { mostApologies: 0, sustained: { human: 'offer', turns: 2, onThreat: true } } as const;
    expect(deeds(policy, [sustained, mood('calm'), sustained, sustained])).toEqual(['', '', '', 'offer-human']);
  });

  test('who threatens is offered one at once, unless the policy says otherwise', () => {
    const turn = mood('rising', angry, threat);
    expect(deeds({}, [turn])).toEqual(['apologise and offer-human']);
    const sustainedRules = { ...defaultMoodPolicy.sustained, onThreat: false };
    expect(deeds({ sustained: sustainedRules }, [turn])).toEqual(['apologise']);
  });

  test('is put through at once where the policy says so, and not a second time', () => {
    const policy = { sustained: { human: 'transfer', turns: 1, onThreat: false } } as const;
    expect(deeds(policy, [rising, sustained, sustained])).toEqual(['apologise', 'transfer', '']);
  });

  test('is offered nobody where there is nobody', () => {
    expect(deeds({ mostApologies: 0 }, [sustained, mood('sustained', threat)], false)).toEqual(['', '']);
  });

  test('of a bot without a policy is left alone', () => {
    expect(deeds({ enabled: false }, [rising, sustained])).toEqual(['', '']);
  });
});

test('a calm caller is left alone, whatever one source says', () => {
  expect(deeds({}, [mood('calm', angry, threat)])).toEqual(['']);
});

describe('an offer of a human', () => {
  test.each<[Language, string]>([
    ['en', 'Yes, please.'],
    ['en', 'Yeah okay, do that'],
    ['en', 'I want to talk to your manager'],
    ['yue', '好呀，唔該'],
    ['yue', '要，轉俾真人'],
    ['cmn', '好的，谢谢'],
    ['cmn', '我要找人工客服'],
  ])('is taken (%s): %s', (language, text) => expect(acceptsHuman(text, language)).toBe(true));

  test.each<[Language, string]>([
    ['en', ''],
    ['en', 'No, just fix my bill'],
    ['en', 'no thanks, I do not need a colleague'],
    ['en', 'okay so what about the twenty dollars from last month'],
    ['en', 'the last agent I had on the phone told me that it would all be paid back within three days'],
    ['yue', '唔使喇'],
    ['yue', '唔好轉俾同事'],
    ['cmn', '不用了'],
    ['cmn', '别转人工'],
  ])('is not taken (%s): %s', (language, text) => expect(acceptsHuman(text, language)).toBe(false));
});
