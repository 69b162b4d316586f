// The cells of the table of faults that the other engines run where all three are tested: who and what befalls it.
export const marked = [
  'lab: its worker ends',
  'explorer: its worker says nothing any more',
  'notebook: a file that never ends',
  'map: a file that is cut short',
];
