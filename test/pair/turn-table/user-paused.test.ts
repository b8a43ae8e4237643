import { playAll } from './play-all.js';
import { userPausedScenarios } from './user-paused.js';

playAll('UserPaused', userPausedScenarios);
