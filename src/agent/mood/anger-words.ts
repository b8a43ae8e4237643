/** What angry callers say in words, in the three languages. Only its kind goes into logs. */
export interface AngerWords {
  readonly kind: 'swearing' | 'threat' | 'complaint';
  readonly anger: number;
}

const weights: Readonly<Record<AngerWords['kind'], number>> = { swearing: 0.6, threat: 0.5, complaint: 0.35 };

/** English by whole words; Chinese, in either script, by its signs. */
const patterns: Readonly<Record<AngerWords['kind'], RegExp>> = {
  swearing:
    /\b(?:fuck\w*|bullshit|shit|damn(?:ed)?|bastards?|assholes?|idiots?|stupid|morons?|screw you|what the hell|bloody)\b|屌|𨳒|𨶙|撚|仆街|冚家|冚家鏟|死蠢|白痴|白癡|废物|廢物|操你|他妈|他媽|妈的|媽的|滚蛋|混蛋|傻逼|狗屁|黐線|神經病|神经病|痴線/giu,
  threat:
    /\b(?:sue you|my lawyer|lawyers?|take (?:you|this) to court|report you|consumer council|ombudsman|cancel (?:everything|my contract|all)|never (?:use|call|come) .{0,20}again|switch(?:ing)? (?:carrier|provider|company)|go to the (?:press|media|papers)|your (?:manager|supervisor|boss))\b|消費者委員會|消委會|消费者协会|消協|消协|通訊局|通讯局|工信部|投訴你|投诉你|告你|律師|律师|報警|报警|爆料|記者|记者|即刻取消|馬上取消|马上取消|轉台|转网|轉會|叫你(?:個|嘅)?(?:經理|主管|上司)|叫你们(?:经理|主管|领导)|找你们(?:经理|主管|领导)/giu,
  complaint:
    /\b(?:ridiculous|unacceptable|outrageous|disgusting|terrible|useless|rip[- ]?off|robbery|scam|cheat(?:ed|ing)?|liars?|lied to|fed up|sick of|sick and tired|waste of (?:my )?time|how many times|third time|worst|appalling|rubbish|not good enough|complain(?:t|ts|ing)?|furious|angry|annoyed)\b|離譜|离谱|豈有此理|岂有此理|太過分|太过分|過份|过份|搞錯|有冇搞錯|呃人|呃錢|騙人|骗人|騙錢|骗钱|坑人|坑钱|亂收費|乱收费|投訴|投诉|忍無可忍|忍无可忍|好嬲|嬲死|激死|激氣|火滾|發火|发火|生氣|生气|氣死|气死|煩死|烦死|好煩|唔知所謂|服務差|服务差|垃圾|第幾次|幾多次|几次了|多少次了|等咗好耐|等了很久|冇人理|没人管|沒人管|唔負責任|不负责任/giu,
};

export function angerWords(text: string): AngerWords[] {
  return (Object.keys(patterns) as AngerWords['kind'][]).flatMap((kind) =>
    [...text.matchAll(patterns[kind])].map(() => ({ kind, anger: weights[kind] })),
  );
}
