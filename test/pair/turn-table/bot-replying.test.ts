import { botReplyingScenarios } from './bot-replying.js';
import { playAll } from './play-all.js';

playAll('BotReplying', botReplyingScenarios);
