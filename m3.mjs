const {unitsOf}=await import('./dist/engines/local/dialogue/meaning/units.js');
const {compile}=await import('./dist/engines/local/dialogue/meaning/lexicon.js');
const {likenesses}=await import('./dist/engines/local/dialogue/meaning/likeness.js');
const {dialogueSchema}=await import('./dist/engines/local/dialogue/dialogue-schema.js');
const {loadYaml}=await import('./dist/config/yaml.js');
const d=loadYaml(dialogueSchema,'config/dialogues/carrier.yaml');
for(const lang of ['yue','cmn','en']){
let t=performance.now(); const lx=compile(d.intents,d.synonyms?.[lang]??[],lang); console.log(lang,'compile',performance.now()-t,'tokens',lx.tokens.length,'pairs',lx.pairs.length,'ex',lx.examples.length);
const texts={yue:['我想查張單','我想插帳擔','点解我今个月张单会贵咗咁多嘅','我想加十個G','我啲流浪用晒','今日天氣點'],cmn:['我想查帐单','我想茶樟丹','流浪用完了怎么办','我手鸡丢了','今天天气怎么样'],en:['i would like to know about my bil','romming in japan','i seem to have misplaced my phone','what is the weather']}[lang];
for(const x of texts){likenesses(unitsOf(x,lang),lx);t=performance.now(); const r=likenesses(unitsOf(x,lang),lx); console.log(x,(performance.now()-t).toFixed(1),r.slice(0,3).map(a=>`${a.name} ${a.score.toFixed(2)} ${a.phrase}`).join(' | '));}
}
console.log(process.memoryUsage().rss/1e6);
