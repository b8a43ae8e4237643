import { playAll } from './play-all.js';
import { userSpeakingScenarios } from './user-speaking.js';

playAll('UserSpeaking', userSpeakingScenarios);
