/** What people say, of every height: one line, many, code, quotes, links, other scripts. `#` becomes the seq. */
export const sayings: readonly string[] = [
  'Message #',
  'Shall we meet at the allotment on Saturday? I could bring the **long ladder** and something to eat.',
  'Yes',
  'I looked at the plan again. If we put the beans along the southern fence, the tomatoes get the sun in the morning and the greenhouse keeps the wind away; the only thing that worries me is the water, because the barrel is nearly empty and it has not rained for two weeks. We could ask the neighbours.',
  'See https://example.org/garden/plan?bed=3 and the [seed list](https://example.com/seeds).',
  '> If it rains we stay in.\n\nThen let us stay in.',
  '```ts\nconst beds = garden.map((bed) => bed.water)\nfor (const bed of beds) await bed\n```',
  'ok',
  '@mia can you check the gate? _Please_ ~~tomorrow~~ today.',
  'مرحبا، كيف الحال؟ هل نلتقي غدًا في الحديقة؟',
  'First line\nSecond line\n\nFourth line after a blank one, number #',
  'The code is `open sesame`, do not tell.',
  '👍',
  'Whatever happens, #, we will have enough potatoes for everybody, and for the next year too.',
]
