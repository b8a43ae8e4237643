/** A recogniser's process that hears what it was told to, in that order (message.ts); then nothing. */
let answers = [];
let asked = 0;
process.on('disconnect', () => process.exit());
process.on('message', (request) => {
  switch (request.type) {
    case 'load':
      answers = request.model.answers;
      process.send({ type: 'ready' });
      return;
    case 'vocabulary':
      process.send({ type: 'unknown-words', requestId: request.requestId, words: [] });
      return;
    case 'start':
      asked = 0;
      return;
    case 'hear': {
      // A guess and the turn that it becomes are one answer.
      const heard = answers[0] ?? { text: '', confidence: 0, unknownWords: 0 };
      asked += 1;
      process.send({ type: 'heard', requestId: request.requestId, heard });
      return;
    }
    case 'end':
      if (asked > 0) answers.shift();
      asked = 0;
  }
});
