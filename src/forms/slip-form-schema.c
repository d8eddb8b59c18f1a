/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The grammar of what slip-instance.c builds, as RELAX NG (ISO/IEC 19757-2). Everything may be empty or absent,
 * since a draft may be exported and what is not relevant is left out; but what is there has its type, or
 * says by an attribute that it has not. */

#include "forms/slip-form-schema.h"

#include "forms/slip-form-private.h"

static const char prologue[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\" "
                               "datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n";

static const char epilogue[] =
    "  <define name=\"id\">\n"
    "    <data type=\"string\"><param name=\"pattern\">[a-z2-7]{26}</param></data>\n"
    "  </define>\n"
    "  <define name=\"digest\">\n"
    "    <data type=\"string\"><param name=\"pattern\">[0-9a-f]{64}</param></data>\n"
    "  </define>\n"
    "  <define name=\"number\">\n"
    "    <data type=\"string\"><param name=\"pattern\">-?[0-9]+(\\.[0-9]+)?</param></data>\n"
    "  </define>\n"
    "  <define name=\"yes\">\n"
    "    <value>yes</value>\n"
    "  </define>\n"
    "  <!-- Several people wrote different values; the newest is shown, the others are told. -->\n"
    "  <define name=\"conflict\">\n"
    "    <optional>\n"
    "      <attribute name=\"conflict\"><ref name=\"yes\"/></attribute>\n"
    "      <optional><attribute name=\"others\"/></optional>\n"
    "    </optional>\n"
    "    <!-- Proposed by people who don't fill the field. -->\n"
    "    <optional>\n"
    "      <attribute name=\"proposed\"/>\n"
    "      <attribute name=\"by\"/>\n"
    "    </optional>\n"
    "  </define>\n"
    "  <define name=\"calculated\">\n"
    "    <attribute name=\"calculated\"><ref name=\"yes\"/></attribute>\n"
    "  </define>\n"
    "  <!-- A value that is none of its type (invalid), a long text that has not arrived "
    "(missing), or what was purged (removed). -->\n"
    "  <define name=\"odd\">\n"
    "    <choice>\n"
    "      <group><attribute name=\"invalid\"><ref name=\"yes\"/></attribute><text/></group>\n"
    "      <attribute name=\"missing\"><ref name=\"yes\"/></attribute>\n"
    "      <attribute name=\"removed\"/>\n"
    "    </choice>\n"
    "  </define>\n"
    "  <define name=\"signatures\">\n"
    "    <element name=\"signatures\">\n"
    "      <zeroOrMore><element name=\"signature\"><ref "
    "name=\"anything\"/></element></zeroOrMore>\n"
    "    </element>\n"
    "  </define>\n"
    "  <!-- What was said about the document, when it was exported. -->\n"
    "  <define name=\"review-threads\">\n"
    "    <element name=\"review-threads\">\n"
    "      <oneOrMore>\n"
    "        <element name=\"thread\">\n"
    "          <attribute name=\"id\"/>\n"
    "          <attribute name=\"kind\"><choice><value>comment</value><value>question</value>"
    "<value>concern</value></choice></attribute>\n"
    "          <optional><attribute name=\"role\"/></optional>\n"
    "          <optional><attribute name=\"path\"/></optional>\n"
    "          <attribute name=\"state\"><choice><value>open</value><value>closed</value>"
    "</choice></attribute>\n"
    "          <optional><attribute name=\"blocks\"><ref name=\"yes\"/></attribute></optional>\n"
    "          <oneOrMore>\n"
    "            <element name=\"said\">\n"
    "              <attribute name=\"act\"><choice><value>comment</value><value>reply</value>"
    "<value>close</value><value>reopen</value></choice></attribute>\n"
    "              <attribute name=\"person\"/>\n"
    "              <attribute name=\"name\"/>\n"
    "              <optional><attribute name=\"role\"/></optional>\n"
    "              <attribute name=\"time\"/>\n"
    "              <!-- Why it doesn't count. -->\n"
    "              <optional><attribute name=\"refused\"/></optional>\n"
    "              <!-- Who closed the thread had not seen it. -->\n"
    "              <optional><attribute name=\"unseen\"><ref name=\"yes\"/></attribute>"
    "</optional>\n"
    "              <text/>\n"
    "            </element>\n"
    "          </oneOrMore>\n"
    "        </element>\n"
    "      </oneOrMore>\n"
    "    </element>\n"
    "  </define>\n"
    "  <define name=\"anything\">\n"
    "    <zeroOrMore>\n"
    "      <choice>\n"
    "        <attribute><anyName/></attribute>\n"
    "        <text/>\n"
    "        <element><anyName/><ref name=\"anything\"/></element>\n"
    "      </choice>\n"
    "    </zeroOrMore>\n"
    "  </define>\n"
    "</grammar>\n";

typedef struct
{
  GString *text;
  guint depth;
} Writer;

static void line (Writer *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
line (Writer *writer, const char *format, ...)
{
  va_list args;

  for (guint i = 0; i < writer->depth; i++)
    g_string_append (writer->text, "  ");
  va_start (args, format);
  g_string_append_vprintf (writer->text, format, args);
  va_end (args);
  g_string_append_c (writer->text, '\n');
}

static void
open_element (Writer *writer, const char *name)
{
  line (writer, "<element name=\"%s\">", name);
  writer->depth++;
}

static void
close_element (Writer *writer)
{
  writer->depth--;
  line (writer, "</element>");
}

static void
write_codes (Writer *writer, SlipFormNode *field)
{
  /* The schema is the form's; which codes there are the process of each release may say. */
  if (field->codes->process != NULL)
    {
      line (writer, "<data type=\"token\"><param "
                    "name=\"pattern\">[A-Za-z0-9][A-Za-z0-9._\\-]*</param></data>");
      return;
    }
  line (writer, "<choice>");
  for (guint i = 0; i < field->codes->codes->len; i++)
    line (writer, "  <value type=\"string\">%s</value>",
          ((SlipFormCode *) g_ptr_array_index (field->codes->codes, i))->value);
  line (writer, "</choice>");
}

/* What a value of the field's type looks like; empty is allowed for all and stands with the caller. */
static void
write_type (Writer *writer, SlipFormNode *field)
{
  switch (field->type)
    {
    case SLIP_FIELD_DATE:
      line (writer, "<data type=\"date\"/>");
      break;
    case SLIP_FIELD_DATE_TIME:
      line (writer, "<data type=\"dateTime\"/>");
      break;
    case SLIP_FIELD_NUMBER:
      line (writer, "<ref name=\"number\"/>");
      break;
    case SLIP_FIELD_BOOLEAN:
      line (writer, "<value>yes</value>");
      line (writer, "<value>no</value>");
      break;
    case SLIP_FIELD_CHOICE:
      write_codes (writer, field);
      break;
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      line (writer, "<group>");
      line (writer, "  <optional><attribute name=\"label\"/></optional>");
      line (writer, "  <ref name=\"id\"/>");
      line (writer, "</group>");
      break;
    case SLIP_FIELD_FILE:
      line (writer, "<group>");
      line (writer, "  <attribute name=\"digest\"><ref name=\"digest\"/></attribute>");
      line (writer, "  <attribute name=\"size\"><data type=\"nonNegativeInteger\"/></attribute>");
      line (writer, "  <text/>");
      line (writer, "</group>");
      break;
    case SLIP_FIELD_CHOICES:
      line (writer, "<oneOrMore>");
      writer->depth++;
      open_element (writer, "member");
      if (field->codes != NULL)
        write_codes (writer, field);
      else
        line (writer, "<text/>");
      close_element (writer);
      writer->depth--;
      line (writer, "</oneOrMore>");
      break;
    case SLIP_FIELD_NONE:
    case SLIP_FIELD_TEXT:
    case SLIP_FIELD_LONG_TEXT:
      line (writer, "<text/>");
      break;
    }
}

static void
write_field (Writer *writer, SlipFormNode *field)
{
  line (writer, "<optional>");
  writer->depth++;
  open_element (writer, field->name);
  line (writer, "<ref name=\"%s\"/>", field->calculate != NULL ? "calculated" : "conflict");
  line (writer, "<choice>");
  writer->depth++;
  line (writer, "<empty/>");
  write_type (writer, field);
  line (writer, "<ref name=\"odd\"/>");
  writer->depth--;
  line (writer, "</choice>");
  close_element (writer);
  writer->depth--;
  line (writer, "</optional>");
}

static void
write_node (Writer *writer, SlipFormNode *node)
{
  if (node->kind == SLIP_NODE_FIELD)
    {
      write_field (writer, node);
      return;
    }
  line (writer, "<optional>");
  writer->depth++;
  open_element (writer, node->name);
  if (node->kind == SLIP_NODE_TABLE)
    {
      line (writer, "<zeroOrMore>");
      writer->depth++;
      open_element (writer, node->row);
      line (writer, "<attribute name=\"id\"><ref name=\"id\"/></attribute>");
    }
  if (node->children->len == 0)
    line (writer, "<empty/>");
  for (guint i = 0; i < node->children->len; i++)
    write_node (writer, g_ptr_array_index (node->children, i));
  if (node->kind == SLIP_NODE_TABLE)
    {
      close_element (writer);
      writer->depth--;
      line (writer, "</zeroOrMore>");
    }
  close_element (writer);
  writer->depth--;
  line (writer, "</optional>");
}

GBytes *
slip_form_schema (SlipForm *form)
{
  SlipFormNode *root = slip_form_get_root (form);
  Writer writer = { g_string_new (prologue), 1 };

  line (&writer, "<!-- Instances of the form “%s”, version %s, definition %s. -->",
        slip_form_get_id (form), slip_form_get_version (form), slip_form_get_digest (form));
  line (&writer, "<start>");
  writer.depth++;
  open_element (&writer, root->name);
  line (&writer, "<attribute name=\"id\"><ref name=\"id\"/></attribute>");
  line (&writer, "<optional><attribute name=\"release\"><ref name=\"id\"/></attribute></optional>");
  line (&writer, "<optional><attribute name=\"number\"/></optional>");
  line (&writer, "<optional><attribute name=\"revision\"/></optional>");
  line (&writer,
        "<optional><attribute name=\"content\"><ref name=\"digest\"/></attribute></optional>");
  line (&writer, "<optional><attribute name=\"removed\"/></optional>");
  line (&writer, "<attribute name=\"definition\"><ref name=\"digest\"/></attribute>");
  for (guint i = 0; i < root->children->len; i++)
    write_node (&writer, g_ptr_array_index (root->children, i));
  line (&writer, "<optional><ref name=\"signatures\"/></optional>");
  line (&writer, "<optional><ref name=\"review-threads\"/></optional>");
  close_element (&writer);
  writer.depth--;
  line (&writer, "</start>");
  g_string_append (writer.text, epilogue);
  return g_string_free_to_bytes (writer.text);
}
