class Solution {
    public String[] runSolution(String[] words) {
        Set<String> straight = new HashSet<>(Arrays.asList(words));
        Set<String> turned = new HashSet<>();
        for (String word : words) turned.add(new StringBuilder(word).reverse().toString());
        List<String> folded = new ArrayList<>();
        for (String word : words) {
            for (int cut = 1; cut < word.length(); cut++) { // fault: for (int cut = 1; cut + 1 < word.length(); cut++) {
                if (straight.contains(word.substring(0, cut)) && turned.contains(word.substring(cut))) {
                    folded.add(word);
                    break;
                }
            }
        }
        return folded.toArray(new String[0]);
    }
}
