/** A dialogue file with one answer, key 1, that has a promotion in it and a short form; key 0 is a human. */
export const shortDialogue = `languages: [en]
prompts:
  more: { en: What else can I do for you? }
  menu_item: { en: "For {label}, press {key}." }
  menu_end: { en: Or just say it. }
  not_understood: { en: Pardon? }
  hint: { en: Your bill? }
  offer_help: { en: Press 1. }
  no_speech: { en: Please use the keypad. }
  yes_no_keys: { en: "Press 1 for yes, 2 for no." }
  cancelled: { en: All right. }
  apology: { en: That did not work. }
answers:
  yes: { en: ["yes"] }
  no: { en: ["no"] }
intents:
  bill: { task: bill, phrases: { en: [my bill] } }
tasks:
  bill:
    key: "1"
    label: { en: your bill }
    steps:
      - say: { en: "Let me tell you about your bill: it is fifty dollars." }
        short: { en: It is fifty dollars. }
      - say: { en: Try our new data pack! }
        promotion: true
        style: { mood: cheerful }
`;
