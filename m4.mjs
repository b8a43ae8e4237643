const {unitsOf}=await import('./dist/engines/local/dialogue/meaning/units.js');
const {compile}=await import('./dist/engines/local/dialogue/meaning/lexicon.js');
const {likenesses}=await import('./dist/engines/local/dialogue/meaning/likeness.js');
const {dialogueSchema}=await import('./dist/engines/local/dialogue/dialogue-schema.js');
const {loadYaml}=await import('./dist/config/yaml.js');
const d=loadYaml(dialogueSchema,'config/dialogues/carrier.yaml');
const lx=compile({a:{phrases:{yue:['中國內地']}},b:{phrases:{yue:['日本']}}},d.synonyms.yue,'yue',1);
console.log(likenesses(unitsOf('我想開通漫遊服務','yue'),lx,0));
for(const g of d.synonyms.yue.find(g=>g[0]==='中國內地')) console.log(g, likenesses(unitsOf('我想開通漫遊服務','yue'),compile({a:{phrases:{yue:[g]}}},[],'yue',1),0)[0]?.score, unitsOf(g,'yue').map(u=>u.text+u.sounds));
