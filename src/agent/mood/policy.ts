/** What a bot does about an upset caller by itself: a table of its configuration, the same every time. Pure. */
import type { Mood, MoodAction } from '../../core/mood.js';
import { isAngryTurn } from './mood.js';

export interface MoodPolicy {
  /** Off: the mood is told to whoever keeps records, and nothing is done. */
  readonly enabled: boolean;
  readonly rising: {
    /** An apology of the bot's own before the reply. */
    readonly apologise: boolean;
    /** Soft and slow. */
    readonly soften: boolean;
    /** Short, the facts first, no promotion. */
    readonly toThePoint: boolean;
  };
  readonly sustained: {
    readonly human: 'offer' | 'transfer' | 'none';
    /** Turns at this level, the first included, from which on a human is offered or called. */
    readonly turns: number;
    /** A threat to leave or to complain is enough, as soon as the level has risen. */
    readonly onThreat: boolean;
  };
  /** In a call. */
  readonly mostApologies: number;
  readonly mostOffers: number;
  /** Turns of the caller between two apologies, and between two offers. */
  readonly coolDownTurns: number;
}

export const defaultMoodPolicy: MoodPolicy = {
  enabled: true,
  rising: { apologise: true, soften: true, toThePoint: true },
  sustained: { human: 'offer', turns: 1, onThreat: true },
  mostApologies: 2,
  mostOffers: 2,
  coolDownTurns: 3,
};

/** What was done in the call so far. */
export interface MoodDeeds {
  /** The caller's turns. */
  readonly turns: number;
  /** Of those in a row the ones at the level `sustained`. */
  readonly sustainedTurns: number;
  readonly apologies: number;
  readonly apologisedAt: number | undefined;
  readonly offers: number;
  readonly offeredAt: number | undefined;
  readonly transfers: number;
}

export const nothingDone: MoodDeeds = {
  turns: 0,
  sustainedTurns: 0,
  apologies: 0,
  apologisedAt: undefined,
  offers: 0,
  offeredAt: undefined,
  transfers: 0,
};

/** One transfer that nobody took is not tried again without being asked. */
const mostTransfers = 1;

export interface MoodDecision {
  readonly deeds: MoodDeeds;
  readonly actions: readonly MoodAction[];
}

/** What is to be done after a turn of the caller. A turn without anger in it calls for nothing, however it was before. */
export function decide(policy: MoodPolicy, before: MoodDeeds, mood: Mood, canTransfer: boolean): MoodDecision {
  const turns = before.turns + 1;
  const sustainedTurns = mood.level === 'sustained' ? before.sustainedTurns + 1 : 0;
  const deeds = { ...before, turns, sustainedTurns };
  if (!policy.enabled || mood.level === 'calm' || !isAngryTurn(mood)) return { deeds, actions: [] };
  const { sustained } = policy;
  const wantsHuman = sustainedTurns >= sustained.turns || (sustained.onThreat && hasThreat(mood));
  if (wantsHuman && canTransfer && sustained.human === 'transfer' && before.transfers < mostTransfers) {
    return { deeds: { ...deeds, transfers: before.transfers + 1 }, actions: ['transfer'] };
  }
  const isCool = (at: number | undefined) => at === undefined || turns - at > policy.coolDownTurns;
  const apologises = policy.rising.apologise && before.apologies < policy.mostApologies && isCool(before.apologisedAt);
  const offers =
    wantsHuman &&
    canTransfer &&
    sustained.human === 'offer' &&
    before.offers < policy.mostOffers &&
    isCool(before.offeredAt);
  return {
    deeds: {
      ...deeds,
      ...(apologises && { apologies: before.apologies + 1, apologisedAt: turns }),
      ...(offers && { offers: before.offers + 1, offeredAt: turns }),
    },
    actions: [...(apologises ? (['apologise'] as const) : []), ...(offers ? (['offer-human'] as const) : [])],
  };
}

const hasThreat = ({ evidence }: Mood): boolean =>
  evidence.some(({ source, detail }) => source === 'words' && detail.includes('threat'));
