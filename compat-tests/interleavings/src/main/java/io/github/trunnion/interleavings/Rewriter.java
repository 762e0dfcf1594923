package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.Superclass;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/** Puts a step before each access of shared state, and the simulation in the place of threads. */
final class Rewriter {
    static final ClassDesc SCHEDULE = ClassDesc.of(Schedule.class.getName());
    private static final ClassDesc VAR_HANDLE = ClassDesc.of("java.lang.invoke.VarHandle");
    private static final ClassDesc COMPLETABLE =
            ClassDesc.of("java.util.concurrent.CompletableFuture");
    private static final ClassDesc FUTURE_TASK = ClassDesc.of("java.util.concurrent.FutureTask");
    private static final ClassDesc SIM_FUTURE_TASK =
            ClassDesc.of("io.github.trunnion.bridge.SimFutureTask");
    private static final MethodTypeDesc STEP =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
    private static final MethodTypeDesc SAY =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
    private static final MethodTypeDesc AWAIT =
            MethodTypeDesc.of(ConstantDescs.CD_void, COMPLETABLE);

    private final SharedFields fields;
    private final ClassFile classFile;

    Rewriter(SharedFields fields, ClassHierarchyResolver hierarchy) {
        this.fields = fields;
        classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    }

    byte[] rewrite(byte[] original) {
        ClassModel model = classFile.parse(original);
        ClassTransform methods =
                (builder, element) -> {
                    if (element instanceof MethodModel method) {
                        builder.transformMethod(
                                method,
                                (m, part) -> {
                                    if (part instanceof CodeModel code) {
                                        m.transformCode(code, new Steps(model, method));
                                    } else {
                                        m.with(part);
                                    }
                                });
                    } else if (element instanceof Superclass parent
                            && parent.superclassEntry().asSymbol().equals(FUTURE_TASK)) {
                        builder.withSuperclass(SIM_FUTURE_TASK);
                    } else {
                        builder.with(element);
                    }
                };
        return classFile.transformClass(model, methods);
    }

    /** The code of one method. */
    private final class Steps implements CodeTransform {
        private final String className;
        private final String methodName;
        private final boolean initialiser;
        private final boolean isSynchronized;
        private int line;

        /** The variable whose handle was loaded last. */
        private String handle = "VarHandle";

        Steps(ClassModel model, MethodModel method) {
            className = simple(model.thisClass().asInternalName());
            methodName = method.methodName().stringValue();
            initialiser = methodName.equals("<clinit>");
            isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
        }

        @Override
        public void atStart(CodeBuilder code) {
            if (initialiser) {
                code.invokestatic(SCHEDULE, "initBegins", ConstantDescs.MTD_void);
            }
            if (isSynchronized) {
                unsupported(code, "a synchronized method");
            }
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LineNumber number -> {
                    line = number.line();
                    code.with(element);
                }
                case FieldInstruction access -> field(code, access);
                case InvokeInstruction call -> call(code, call);
                case InvokeDynamicInstruction call -> dynamic(code, call);
                case MonitorInstruction _ -> {
                    unsupported(code, "synchronized");
                    code.with(element);
                }
                case ReturnInstruction _ when initialiser -> {
                    code.invokestatic(SCHEDULE, "initEnds", ConstantDescs.MTD_void);
                    code.with(element);
                }
                default -> code.with(element);
            }
        }

        private void field(CodeBuilder code, FieldInstruction access) {
            String name = access.name().stringValue();
            if (access.typeSymbol().equals(VAR_HANDLE)) {
                handle = name;
            } else {
                SharedFields.Kind kind = fields.kind(access.owner().asInternalName(), name);
                if (kind != SharedFields.Kind.CONFINED) {
                    boolean reads =
                            access.opcode() == Opcode.GETFIELD
                                    || access.opcode() == Opcode.GETSTATIC;
                    String owner = simple(access.owner().asInternalName());
                    boolean drains = !reads && kind == SharedFields.Kind.VOLATILE;
                    step(code, owner + "." + name + (reads ? " read" : " write"), drains);
                }
            }
            code.with(access);
        }

        private void call(CodeBuilder code, InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
            Replacements.Target replaced =
                    Replacements.of(owner, name, call.typeSymbol(), !isStatic);
            if (replaced != null) {
                code.invokestatic(replaced.owner(), replaced.name(), replaced.type());
                return;
            }
            if (call.owner().asSymbol().equals(FUTURE_TASK)) {
                code.invoke(call.opcode(), SIM_FUTURE_TASK, name, call.typeSymbol(), false);
                return;
            }
            String refused = Replacements.refused(owner, name);
            if (refused != null) {
                unsupported(code, refused);
            } else if (owner.equals("java/lang/invoke/VarHandle")) {
                boolean reads = name.startsWith("get") && !name.startsWith("getAnd");
                boolean drains = !reads && !name.endsWith("Opaque") && !name.endsWith("Release");
                step(code, className + "." + handle + " " + name, drains);
            } else if (Replacements.isAtomic(owner) && !name.equals("<init>")) {
                step(code, simple(owner) + "." + name, true);
            } else if (owner.equals("java/util/concurrent/CompletableFuture")
                    && (name.equals("get") || name.equals("join"))) {
                if (call.typeSymbol().parameterCount() == 0) {
                    code.dup().invokestatic(SCHEDULE, "awaitDone", AWAIT);
                } else {
                    unsupported(code, "CompletableFuture.get with a time limit");
                }
            }
            code.with(call);
        }

        private void dynamic(CodeBuilder code, InvokeDynamicInstruction call) {
            List<ConstantDesc> arguments =
                    call.bootstrapArgs().stream().map(Rewriter::replacedHandle).toList();
            if (arguments.equals(call.bootstrapArgs())) {
                code.with(call);
            } else {
                code.invokedynamic(
                        DynamicCallSiteDesc.of(
                                call.bootstrapMethod(),
                                call.name().stringValue(),
                                call.typeSymbol(),
                                arguments.toArray(ConstantDesc[]::new)));
            }
        }

        private void step(CodeBuilder code, String what, boolean drains) {
            String where = line == 0 ? methodName : String.valueOf(line);
            code.loadConstant(Sites.add(what + " (" + className + ":" + where + ")"))
                    .invokestatic(SCHEDULE, drains ? "write" : "read", STEP);
        }

        private void unsupported(CodeBuilder code, String what) {
            code.ldc(what + " in " + className + "." + methodName)
                    .invokestatic(SCHEDULE, "unsupported", SAY);
        }
    }

    private static ConstantDesc replacedHandle(ConstantDesc argument) {
        if (argument instanceof DirectMethodHandleDesc handle) {
            String descriptor = handle.lookupDescriptor();
            if (!descriptor.startsWith("(")) {
                return argument; // a field
            }
            boolean instance =
                    handle.kind() != DirectMethodHandleDesc.Kind.STATIC
                            && handle.kind() != DirectMethodHandleDesc.Kind.INTERFACE_STATIC;
            String owner = internalName(handle.owner());
            Replacements.Target replaced =
                    Replacements.of(
                            owner,
                            handle.methodName(),
                            MethodTypeDesc.ofDescriptor(descriptor),
                            instance);
            if (replaced != null) {
                return MethodHandleDesc.ofMethod(
                        DirectMethodHandleDesc.Kind.STATIC,
                        replaced.owner(),
                        replaced.name(),
                        replaced.type());
            }
        }
        return argument;
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private static String simple(@Nullable String internalName) {
        String name = String.valueOf(internalName);
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
