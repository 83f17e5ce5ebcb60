// `ListNode` and `TreeNode`, which stand ready for every program, and their way from JSON and back.
#pragma once

#include "values.hpp"

struct ListNode {
  long long val;
  ListNode* next;
  ListNode() : val(0), next(nullptr) {}
  ListNode(long long val) : val(val), next(nullptr) {}
  ListNode(long long val, ListNode* next) : val(val), next(next) {}
};

struct TreeNode {
  long long val;
  TreeNode* left;
  TreeNode* right;
  TreeNode() : val(0), left(nullptr), right(nullptr) {}
  TreeNode(long long val) : val(val), left(nullptr), right(nullptr) {}
  TreeNode(long long val, TreeNode* left, TreeNode* right) : val(val), left(left), right(right) {}
};

namespace problemsmith {

template <>
struct Codec<List, ListNode*> {
  static void read(Cursor& in, ListNode*& head) {
    ListNode** place = &head;
    if (in.peek() == 'n') in.word();
    else in.parts(']', [&] {
      *place = new ListNode(read_integer<long long>(in));
      place = &(*place)->next;
    });
    *place = nullptr;
  }
  static void write(std::string& out, ListNode* head) {
    std::unordered_set<const ListNode*> seen;
    const char* separator = "[";
    for (ListNode* node = head; node != nullptr; node = node->next) {
      if (!seen.insert(node).second) throw WrongValue{"a list that runs in a circle", "a ListNode"};
      out += std::exchange(separator, ",");
      write_integer(out, node->val);
    }
    out += *separator == '[' ? "[]" : "]";
  }
};

template <>
struct Codec<Tree, TreeNode*> {
  static void read(Cursor& in, TreeNode*& root) {
    root = nullptr;
    if (in.peek() == 'n') {
      in.word();
      return;
    }
    std::deque<TreeNode**> places{&root};
    in.parts(']', [&] {
      if (places.empty()) return in.skip();
      TreeNode** place = places.front();
      places.pop_front();
      if (in.peek() == 'n') {
        in.word();
        return;
      }
      *place = new TreeNode(read_integer<long long>(in));
      places.push_back(&(*place)->left);
      places.push_back(&(*place)->right);
    });
  }
  static void write(std::string& out, TreeNode* root) {
    std::unordered_set<const TreeNode*> seen;
    std::deque<const TreeNode*> waiting{root};
    std::size_t missing = 0;
    out += '[';
    for (bool is_first = true; !waiting.empty(); waiting.pop_front()) {
      const TreeNode* node = waiting.front();
      if (node == nullptr) {
        ++missing;
        continue;
      }
      if (!seen.insert(node).second) throw WrongValue{"a tree with a node twice", "a TreeNode"};
      for (; missing > 0; --missing) out += ",null";
      if (!std::exchange(is_first, false)) out += ',';
      write_integer(out, node->val);
      waiting.push_back(node->left);
      waiting.push_back(node->right);
    }
    out += ']';
  }
};

}  // namespace problemsmith
